"""The wire's tables fit together."""

from webapp.protocol.wire import CONNECTION_PROBLEMS


def test_what_is_final_is_not_asked_again_and_all_else_is() -> None:
    wrong = [
        code for code, row in CONNECTION_PROBLEMS.items() if row["final"] is not (row["ask_again_ms"] is None)
    ]
    assert wrong == []
