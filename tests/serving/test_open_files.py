"""The limit of open files is raised, and never lowered."""

import resource

import pytest

from webapp.serving.open_files import allow_open_files


@pytest.mark.parametrize(
    ("soft", "hard", "expected"),
    [
        (1024, 100_000, (5120, 100_000)),
        (1024, 4096, (4096, 4096)),
        (1024, resource.RLIM_INFINITY, (5120, resource.RLIM_INFINITY)),
        (8000, 100_000, None),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, None),
        (4096, 4096, None),
    ],
)
def test_there_are_as_many_as_connections_need(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, expected: tuple[int, int] | None
) -> None:
    changed: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _which, limits: changed.append(limits))
    allow_open_files(4096)
    assert changed == ([expected] if expected else [])


def test_a_system_that_refuses_is_told_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_which: int, _limits: tuple[int, int]) -> None:
        raise ValueError("not allowed")

    monkeypatch.setattr(resource, "getrlimit", lambda _which: (1024, 10**6))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    allow_open_files(4096)
    assert "stays at 1024" in caplog.text
