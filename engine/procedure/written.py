"""What every form of a procedure file has in common: it is frozen, and a key that is not known is an error.

Holds no form of its own.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Written(BaseModel):
    """Anything an author writes: frozen, and a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
