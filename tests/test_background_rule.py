"""When a recorded frame may have a worker."""

from webapp.background_rule import PATIENCE_S, STREAMING_S, BackgroundRule


def begin(
    rule: BackgroundRule, waited_s: float = 0.0, clients_wait: bool = False, now_s: float = 0.0
) -> bool:
    return rule.begin(object(), waited_s, clients_wait, now_s)


def test_with_nobody_streaming_every_worker_may_have_one() -> None:
    rule = BackgroundRule(2)
    assert [begin(rule), begin(rule), begin(rule)] == [True, True, False]


def test_one_worker_stays_free_for_whoever_streams() -> None:
    rule = BackgroundRule(2)
    rule.note_client(10.0)
    assert [begin(rule, now_s=10.0), begin(rule, now_s=10.5)] == [True, False]
    assert begin(rule, now_s=10.0 + STREAMING_S)


def test_an_only_worker_serves_both() -> None:
    rule = BackgroundRule(1)
    rule.note_client(0.0)
    assert begin(rule)


def test_a_turn_that_ended_makes_room_for_another() -> None:
    rule = BackgroundRule(1)
    turn = object()
    assert rule.begin(turn, 0, clients_wait=False, now_s=0)
    assert not begin(rule)
    assert rule.end(turn)
    assert begin(rule)


def test_a_turn_that_began_anew_before_its_first_end_still_counts() -> None:
    rule = BackgroundRule(2)
    turn = object()
    for _ in range(2):
        assert rule.begin(turn, 0, clients_wait=False, now_s=0)
    assert rule.end(turn)
    assert [begin(rule), begin(rule)] == [True, False]


def test_a_clients_turn_is_none_of_the_background() -> None:
    assert not BackgroundRule(1).end(object())


def test_waiting_clients_go_first_until_patience_ends_and_then_one_background_turn_does() -> None:
    rule = BackgroundRule(4)
    assert not begin(rule, waited_s=PATIENCE_S - 0.01, clients_wait=True, now_s=100.0)
    assert begin(rule, waited_s=PATIENCE_S, clients_wait=True, now_s=100.0)
    assert not begin(rule, waited_s=PATIENCE_S, clients_wait=True, now_s=100.0 + PATIENCE_S - 0.01)
    assert begin(rule, waited_s=PATIENCE_S, clients_wait=True, now_s=100.0 + PATIENCE_S)
