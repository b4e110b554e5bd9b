"""When a offline frame may have a worker."""

from webapp.scheduler.arrival_estimator import STREAMING_S
from webapp.scheduler.background_policy import MAX_WAIT_FOR_GAP_S, MAX_WAIT_S, BackgroundPolicy

CLIENT = "client"


def begin(
    policy: BackgroundPolicy, waited_s: float = 0.0, clients_wait: bool = False, now_s: float = 0.0
) -> bool:
    return policy.begin_offline(object(), waited_s, clients_wait, now_s)


def test_with_nobody_streaming_every_worker_may_have_one() -> None:
    policy = BackgroundPolicy(2)
    assert [begin(policy), begin(policy), begin(policy)] == [True, True, False]


def test_one_worker_stays_free_for_whoever_streams() -> None:
    policy = BackgroundPolicy(2)
    policy.note_live_frame(CLIENT, 10.0)
    assert [begin(policy, now_s=10.0), begin(policy, now_s=10.5)] == [True, False]
    assert begin(policy, now_s=10.0 + STREAMING_S)


def test_an_only_worker_serves_both() -> None:
    policy = BackgroundPolicy(1)
    policy.note_live_frame(CLIENT, 0.0)
    assert begin(policy)


def test_none_begins_beside_a_clients_frame_unless_it_waited_long() -> None:
    policy = BackgroundPolicy(2)
    policy.note_live_frame(CLIENT, 0.0)
    policy.begin_live()
    assert not begin(policy, waited_s=MAX_WAIT_FOR_GAP_S * 0.9)
    assert begin(policy, waited_s=MAX_WAIT_FOR_GAP_S)


def test_of_many_workers_the_others_are_not_kept_waiting() -> None:
    policy = BackgroundPolicy(4)
    policy.note_live_frame(CLIENT, 0.0)
    policy.begin_live()
    assert [begin(policy), begin(policy), begin(policy)] == [True, True, False]


def test_a_clients_frame_that_is_done_leaves_a_gap() -> None:
    policy = BackgroundPolicy(2)
    policy.note_live_frame(CLIENT, 0.0)
    policy.begin_live()
    assert not policy.end(CLIENT, 0.01)
    assert begin(policy, now_s=0.01)


def test_none_begins_that_would_still_be_in_work_when_the_next_frame_comes() -> None:
    policy = BackgroundPolicy(2)
    for second in range(30):  # frames take 20 ms
        frame_source = object()
        assert policy.begin_offline(frame_source, 0, clients_wait=False, now_s=second)
        assert policy.end(frame_source, second + 0.02)
    for frame in range(3):
        policy.note_live_frame(CLIENT, 100 + frame / 10)
    assert not begin(policy, now_s=100.29)
    assert begin(policy, now_s=100.27)


def test_an_offline_frame_that_ended_makes_room_for_another() -> None:
    policy = BackgroundPolicy(1)
    frame_source = object()
    assert policy.begin_offline(frame_source, 0, clients_wait=False, now_s=0)
    assert not begin(policy)
    assert policy.end(frame_source, 0)
    assert begin(policy)


def test_an_offline_frame_that_began_anew_before_its_first_end_still_counts() -> None:
    policy = BackgroundPolicy(2)
    frame_source = object()
    for _ in range(2):
        assert policy.begin_offline(frame_source, 0, clients_wait=False, now_s=0)
    assert policy.end(frame_source, 0)
    assert [begin(policy), begin(policy)] == [True, False]


def test_a_live_frame_is_no_offline_one() -> None:
    policy = BackgroundPolicy(1)
    policy.begin_live()
    assert not policy.end(object(), 0)


def test_waiting_clients_go_first_until_an_offline_frame_has_waited_for_long_and_then_one_goes() -> None:
    policy = BackgroundPolicy(4)
    assert not begin(policy, waited_s=MAX_WAIT_S - 0.01, clients_wait=True, now_s=100.0)
    assert begin(policy, waited_s=MAX_WAIT_S, clients_wait=True, now_s=100.0)
    assert not begin(policy, waited_s=MAX_WAIT_S, clients_wait=True, now_s=100.0 + MAX_WAIT_S - 0.01)
    assert begin(policy, waited_s=MAX_WAIT_S, clients_wait=True, now_s=100.0 + MAX_WAIT_S)
