"""A limit for what strangers on the broker can cause."""


class RateLimit:
    """Allows a number of events per window of time."""

    def __init__(self, *, count: int, seconds: float) -> None:
        """Allow `count` events in each window of `seconds`."""
        self._count = count
        self._seconds = seconds
        self._since = float("-inf")
        self._seen = 0

    def allows(self, now: float) -> bool:
        """Count one event and return whether it may have an effect. `now` is in seconds."""
        if now - self._since >= self._seconds:
            self._since = now
            self._seen = 0
        self._seen += 1
        return self._seen <= self._count

    @property
    def just_exceeded(self) -> bool:
        """Return whether the last event was the first one above the limit: the moment to say so, once."""
        return self._seen == self._count + 1
