"""Between an event and what an entry of the step log holds: its name and a map of plain values.

Reading checks every field against the event's type; a name or field that is not known is an error that names the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import ValidationError, convert, to_builtins

from engine.errors import RunError
from engine.run.events import Act, Deviation, Event

_SHARED = {Act, Deviation}  # what several events say alike; none of them is an event of its own
BY_NAME: Mapping[str, type[Event]] = {
    kind.__name__: kind
    for base in (Event, Act, Deviation)
    for kind in base.__subclasses__()
    if kind not in _SHARED
}
"""Every event there is, by the name under which a log keeps it."""


def data_of(event: Event) -> dict[str, Any]:
    """The event's own fields as plain values; time and role stand in the entry's envelope."""
    data: dict[str, Any] = to_builtins(event)
    del data["t"], data["role"]
    return data


def event_of(index: int, name: str, t: int, role: str, data: Mapping[str, Any]) -> Event:
    """The event of a stored entry; raises RunError naming the entry when it is not one of ours."""
    if name not in BY_NAME:
        raise RunError(
            f"entry {index}: found the event '{name}', which this version does not know; "
            "read the run with the version that wrote it, or a later one"
        )
    try:
        return convert({**data, "t": t, "role": role}, BY_NAME[name])
    except ValidationError as error:
        raise RunError(
            f"entry {index}: '{name}' is not as this program writes it ({error}); "
            "the log was written by another program, or was changed"
        ) from None
