"""The register of the sockets that workers reply on."""

from webapp.serving.worker_sockets import WorkerSockets


def test_sockets_come_and_go() -> None:
    sockets = WorkerSockets()
    sockets.add(3)
    sockets.add(5)
    sockets.discard(3)
    assert sockets.numbers == {5}


def test_a_socket_may_be_discarded_twice() -> None:
    sockets = WorkerSockets()
    sockets.add(3)
    sockets.discard(3)
    sockets.discard(3)
    assert sockets.numbers == set()
