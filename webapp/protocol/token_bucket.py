"""Limits how often a client may do something, such as send a frame. Time is an argument."""


class TokenBucket:
    """A token bucket: allows `per_second` on average, and `burst` at once after a pause. Not thread-safe."""

    def __init__(self, per_second: float, burst: int, now_s: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens = float(burst)
        self._counted_at_s = now_s

    def allows(self, now_s: float, count: int = 1) -> bool:
        """Return whether so many more at this time are within the rate; if so, count them."""
        earned = max(0.0, now_s - self._counted_at_s) * self._per_second
        self._tokens = min(self._burst, self._tokens + earned)
        self._counted_at_s = max(self._counted_at_s, now_s)
        if self._tokens < count:
            return False
        self._tokens -= count
        return True
