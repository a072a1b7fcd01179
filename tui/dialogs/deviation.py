"""Asks for the reason of a deviation: un-tick, override, defer, skip, abort, hold.

Each says what it will do before it is done; none is done without a reason.
"""

from __future__ import annotations

from tui.dialogs.reason import Reason

WORDS = {
    "untick": ("Un-tick", "Why was it not done after all? The tick stays in the log.", ""),
    "override": ("Override", "Why is the reading wrong? It stays visibly an override.", ""),
    "defer": (
        "Defer",
        "Why are the open items put off? They must be done or given up before the end.",
        "",
    ),
    "skip": ("Skip", "Why is this left undone?", ""),
    "abort": ("Abort the run", "Why is the run given up?", "!! This ends the procedure."),
    "hold": ("Hold", "Why do we stop here? Step timers stand still until the release.", ""),
}


def why(kind: str, about: str, *, said: str = "", typed: str = "") -> Reason:
    """The question for a kind of deviation about some item or step."""
    heading, question, warning = WORDS[kind]
    return Reason(
        heading,
        f"{about}\n{question}" if about else question,
        said=said,
        typed=typed,
        warning=warning,
    )
