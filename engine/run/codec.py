"""Between an event and what an entry of the step log holds: its name and a map of plain values.

Reading checks every field against the event's type; a name or field that is not known is an error that names the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.errors import RunError
from engine.run.events import ALL, Event

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_BY_NAME: Mapping[str, type[Event]] = {kind.__name__: kind for kind in ALL}


def data_of(event: Event) -> dict[str, Any]:
    """The event's own fields as plain values; time and role stand in the entry's envelope."""
    return {
        one.name: _plain(getattr(event, one.name))
        for one in fields(event)
        if one.name not in {"t", "role"}
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def event_of(index: int, name: str, t: int, role: str, data: Mapping[str, Any]) -> Event:
    """The event of a stored entry; raises RunError naming the entry when it is not one of ours."""
    if name not in _BY_NAME:
        raise RunError(
            f"entry {index}: found the event '{name}', which this version does not know; "
            "read the run with the version that wrote it, or a later one"
        )
    from pydantic import ValidationError

    try:
        event: Event = _adapter(name).validate_python({**data, "t": t, "role": role})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RunError(
            f"entry {index}: '{name}' has a wrong '{where}' ({first['msg']}); "
            "the log was not written by this program, or was changed"
        ) from None
    return event


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(_BY_NAME[name])
