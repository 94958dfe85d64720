"""Waiting for conditions, with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable
import inspect
import time
from typing import Any, Final, overload

_PAUSE_S: Final = 0.01


class NotReachedError(AssertionError):
    """A condition did not come true in time."""


@overload
async def until[T](what: str, condition: Callable[[], Awaitable[T]], *, within: float = ...) -> T: ...
@overload
async def until[T](what: str, condition: Callable[[], T], *, within: float = ...) -> T: ...
async def until(what: str, condition: Callable[[], Any], *, within: float = 15.0) -> Any:
    """Return the first true result of `condition`; raise NotReachedError, naming `what`, after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        result = condition()
        value = await result if inspect.isawaitable(result) else result
        if value:
            return value
        if time.monotonic() > deadline:
            raise NotReachedError(f"not within {within} s: {what} (last: {value!r})")
        await asyncio.sleep(_PAUSE_S)
