"""When a recorded frame may have a worker."""

from webapp.scheduler.arrival_estimator import STREAMING_S
from webapp.scheduler.background_policy import PATIENCE_BESIDE_S, PATIENCE_S, BackgroundPolicy

CLIENT = "client"


def begin(
    rule: BackgroundPolicy, waited_s: float = 0.0, clients_wait: bool = False, now_s: float = 0.0
) -> bool:
    return rule.begin(object(), waited_s, clients_wait, now_s)


def test_with_nobody_streaming_every_worker_may_have_one() -> None:
    rule = BackgroundPolicy(2)
    assert [begin(rule), begin(rule), begin(rule)] == [True, True, False]


def test_one_worker_stays_free_for_whoever_streams() -> None:
    rule = BackgroundPolicy(2)
    rule.note_client(CLIENT, 10.0)
    assert [begin(rule, now_s=10.0), begin(rule, now_s=10.5)] == [True, False]
    assert begin(rule, now_s=10.0 + STREAMING_S)


def test_an_only_worker_serves_both() -> None:
    rule = BackgroundPolicy(1)
    rule.note_client(CLIENT, 0.0)
    assert begin(rule)


def test_none_begins_beside_a_clients_frame_unless_it_waited_long() -> None:
    rule = BackgroundPolicy(2)
    rule.note_client(CLIENT, 0.0)
    rule.begin_client()
    assert not begin(rule, waited_s=PATIENCE_BESIDE_S * 0.9)
    assert begin(rule, waited_s=PATIENCE_BESIDE_S)


def test_of_many_workers_the_others_are_not_kept_waiting() -> None:
    rule = BackgroundPolicy(4)
    rule.note_client(CLIENT, 0.0)
    rule.begin_client()
    assert [begin(rule), begin(rule), begin(rule)] == [True, True, False]


def test_a_clients_frame_that_is_done_leaves_a_gap() -> None:
    rule = BackgroundPolicy(2)
    rule.note_client(CLIENT, 0.0)
    rule.begin_client()
    assert not rule.end(CLIENT, 0.01)
    assert begin(rule, now_s=0.01)


def test_none_begins_that_would_still_be_in_work_when_the_next_frame_comes() -> None:
    rule = BackgroundPolicy(2)
    for second in range(30):  # turns take 20 ms
        turn = object()
        assert rule.begin(turn, 0, clients_wait=False, now_s=second)
        assert rule.end(turn, second + 0.02)
    for frame in range(3):
        rule.note_client(CLIENT, 100 + frame / 10)
    assert not begin(rule, now_s=100.29)
    assert begin(rule, now_s=100.27)


def test_a_turn_that_ended_makes_room_for_another() -> None:
    rule = BackgroundPolicy(1)
    turn = object()
    assert rule.begin(turn, 0, clients_wait=False, now_s=0)
    assert not begin(rule)
    assert rule.end(turn, 0)
    assert begin(rule)


def test_a_turn_that_began_anew_before_its_first_end_still_counts() -> None:
    rule = BackgroundPolicy(2)
    turn = object()
    for _ in range(2):
        assert rule.begin(turn, 0, clients_wait=False, now_s=0)
    assert rule.end(turn, 0)
    assert [begin(rule), begin(rule)] == [True, False]


def test_a_clients_turn_is_none_of_the_background() -> None:
    rule = BackgroundPolicy(1)
    rule.begin_client()
    assert not rule.end(object(), 0)


def test_waiting_clients_go_first_until_patience_ends_and_then_one_background_turn_does() -> None:
    rule = BackgroundPolicy(4)
    assert not begin(rule, waited_s=PATIENCE_S - 0.01, clients_wait=True, now_s=100.0)
    assert begin(rule, waited_s=PATIENCE_S, clients_wait=True, now_s=100.0)
    assert not begin(rule, waited_s=PATIENCE_S, clients_wait=True, now_s=100.0 + PATIENCE_S - 0.01)
    assert begin(rule, waited_s=PATIENCE_S, clients_wait=True, now_s=100.0 + PATIENCE_S)
