"""The errors of the station room, each one sentence that a person can act on.

They name the place, what was found, what was expected and what to do; none may carry a traceback
to the crew.
"""

from engine.errors import ScenarioError


class StationError(ScenarioError):
    """Anything the station was asked that it cannot take; the message is one sentence."""


class LayoutError(StationError):
    """A station file says something that cannot be; the message names the path in the data.

    `loc` is that path as keys and list positions, for whoever knows the lines of the file.
    """

    def __init__(self, message: str, loc: tuple[int | str, ...] = ()) -> None:
        super().__init__(message)
        self.loc = loc


class ActError(StationError):
    """A line such as `hatch poisk shut` could not be understood."""


class UnknownNameError(StationError):
    """A compartment, channel, role, contaminant or limit that the station does not have."""
