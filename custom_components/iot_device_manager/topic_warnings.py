"""Warnings about messages. Who sends nonsense sends much, so the log gets only some of it."""

from collections.abc import Callable
import logging
from typing import Final

from .rate_limit import RateLimit

_LOGGER = logging.getLogger(__name__)

_AGAIN_S: Final = 60.0
_PER_MINUTE: Final = 50
_TOPICS_REMEMBERED: Final = 1000


class TopicWarnings:
    """One warning per topic and minute, and only so many about all topics."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin; the clock is in seconds."""
        self._clock = clock
        self._limit = RateLimit(count=_PER_MINUTE, seconds=_AGAIN_S)
        self._warned_at: dict[str, float] = {}

    def warn(self, topic: str, text: str, *arguments: object) -> None:
        """Log a warning about a message on a topic, or not."""
        now = self._clock()
        last = self._warned_at.get(topic)
        if last is not None and now - last < _AGAIN_S:
            return
        if not self._limit.allows(now):
            if self._limit.just_exceeded:
                _LOGGER.warning(
                    "More than %s bad messages within a minute; not listing further ones for now", _PER_MINUTE
                )
            return
        if len(self._warned_at) >= _TOPICS_REMEMBERED:
            self._warned_at.clear()
        self._warned_at[topic] = now
        _LOGGER.warning(text, *arguments)
