"""Tokens: long enough, never the same, and compared wholly."""

import pytest

from webapp.protocol.secret_token import is_same_token, new_token


def test_tokens_carry_128_bits_and_fit_into_a_fragment() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    for token in tokens:
        assert len(token) == 22  # six bits a character
        assert token.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("change", ["", "x", "é", "\ud800", "\0"])
def test_only_the_token_itself_is_the_same(change: str) -> None:
    token = "a" + new_token()[1:]  # a token may begin with any of the characters below
    assert is_same_token(token, token)
    assert not is_same_token(token[:-1], token)
    assert is_same_token(token + change, token) is (change == "")
    assert not is_same_token(change + token[1:], token)
