"""How often a client may do something, such as send a frame: a bucket of tokens that is told the time."""


class TokenBucket:
    """Lets `per_second` through on the long run, and `burst` at once after a pause."""

    def __init__(self, per_second: float, burst: int, now_s: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens = float(burst)
        self._counted_at_s = now_s

    def allows(self, now_s: float) -> bool:
        """Whether one that comes now is within the rate; if so, it is counted."""
        earned = max(0.0, now_s - self._counted_at_s) * self._per_second
        self._tokens = min(self._burst, self._tokens + earned)
        self._counted_at_s = max(self._counted_at_s, now_s)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
