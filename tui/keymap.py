"""Every key, with an id by which it can be moved, a word for the key bar and a sentence for the help panel.

Single letters, Enter, Space, arrows and function keys only: multiplexers and terminals take control keys.
"""

from __future__ import annotations

from textual.binding import Binding


def _key(
    keys: str, action: str, word: str, ident: str, tooltip: str, *, show: bool = True
) -> Binding:
    return Binding(keys, action, word, show=show, id=ident, tooltip=tooltip)


ARROWS = (
    _key("up", "move(-1)", "Up", "up", "To the line above", show=False),
    _key("down", "move(1)", "Down", "down", "To the line below", show=False),
    _key("pageup", "page(-1)", "Page up", "page.up", "Show what is above", show=False),
    _key("pagedown", "page(1)", "Page down", "page.down", "Show what is below", show=False),
)
EVERYWHERE = (
    _key("t", "app.next_theme", "Theme", "theme", "Dark, light, high contrast", show=False),
    _key("f1,question_mark", "app.help", "Keys", "help", "All keys of where you stand"),
)
QUIT = _key(
    "q,ctrl+q", "app.quit", "Quit", "quit", "Leave; an open run stays stored and can be resumed"
)

DRILL = (
    _key(
        "enter,space", "act", "Do", "act", "Tick, record, answer or sign the line under the cursor"
    ),
    _key("z", "again", "Again", "again", "Give again what could not be recorded"),
    *ARROWS,
    _key(
        "x",
        "cannot_tell",
        "Cannot tell",
        "cannot-tell",
        "Nobody can say: the value or question asked",
    ),
    _key("g", "answer", "Answer", "answer", "GO, NO-GO, silence, or the author's words"),
    _key("s", "sign", "Sign", "sign", "Sign the step in the role you act for"),
    _key("u", "untick", "Un-tick", "untick", "Correct a tick; both stay in the log"),
    _key("o", "raise_observation", "Observe", "raise", "Something was noticed"),
    _key("w", "dispose", "Word", "dispose", "Say a word on an open observation"),
    _key("h", "hold", "Hold", "hold", "Hold the run, or release it"),
    _key(
        "v",
        "override",
        "Override",
        "override",
        "Take a sensed item or a verify as met, with a reason",
    ),
    _key("d", "defer", "Defer", "defer", "Put the open items of the step off, with a reason"),
    _key("k", "skip_step", "Skip step", "skip", "Leave the step undone, with a reason"),
    _key("A", "abort", "Abort", "abort", "Give the run up, with a reason"),
    _key("e", "redline", "Redline", "redline", "Other words for the item or step, with a reason"),
    _key("i", "read_out", "Read", "read-out", "Type what an instrument shows"),
    _key("n", "note", "Note", "note", "Write a remark into the log"),
    _key(
        "a",
        "earlier",
        "Earlier",
        "earlier",
        "As Enter, of what was done some time ago and is told now",
    ),
    _key("r", "hand_over", "Hand over", "hand-over", "Put another person into a seat"),
    _key("f", "do_other", "Act", "act.other", "Do something outside the procedure"),
    _key("j", "next_open", "Next open", "next-open", "Turn to the next of the open procedures"),
    _key(
        "J",
        "queue",
        "Queue",
        "queue",
        "All that is open, offered or held back: go, accept, decline, open by hand",
    ),
    _key("p", "pause", "Pause", "pause", "Stop or start the drill's clock"),
    _key("plus,equals_sign", "pace(1)", "Faster", "faster", "1 to 600 times faster than life"),
    _key("minus", "pace(-1)", "Slower", "slower", "Slower"),
    _key(
        "full_stop", "skip_ahead", "Next", "skip-ahead", "On to the next moment something happens"
    ),
    _key("tab", "role", "Role", "role", "Act for the next of the roles you play"),
    _key("c", "readings", "Readings", "readings", "Every reading, with its limits"),
    _key("l", "log", "Log", "log", "The whole step log"),
    _key("L", "language", "Language", "language", "The procedure in another language; not logged"),
    _key("b", "briefing", "Briefing", "briefing", "What you know about this drill"),
    _key("y", "why", "Why", "why", "What cannot be done now, and why"),
    *EVERYWHERE,
    QUIT,
)

WALK = (
    _key("enter,space,right,full_stop", "forward", "Next move", "forward", "Make the next move"),
    _key("left,backspace", "back", "Back", "back", "Take the last move back"),
    *ARROWS,
    _key("l", "log", "Log", "log", "The whole step log of the walk"),
    _key("b", "briefing", "Whole", "briefing", "What fails, and every move on the way there"),
    *EVERYWHERE,
    _key("q,ctrl+q", "leave", "Quit", "quit", "Leave; nothing of a walk is stored"),
)

AUTHOR = (
    _key("enter,space", "open", "Open", "open", "Open the file, or go to the place of the finding"),
    *ARROWS,
    _key("left", "sideways(-1)", "Left", "left", "The source to the left", show=False),
    _key("right", "sideways(1)", "Right", "right", "The source to the right", show=False),
    _key("home", "ends(-1)", "First", "first", "The first line", show=False),
    _key("end", "ends(1)", "Last", "last", "The last line", show=False),
    _key("tab", "pane(1)", "Part", "pane", "Files, source, problems, then what v shows"),
    _key("shift+tab", "pane(-1)", "Part before", "pane.back", "The part before", show=False),
    _key("n", "problem(1)", "Problem", "problem", "To the next finding and its place"),
    _key("N", "problem(-1)", "Problem before", "problem.back", "To the finding before", show=False),
    _key(
        "v",
        "sight",
        "Spine, paper",
        "sight",
        "The spine; then the paper copy, then the plain words that git shows",
    ),
    _key("x", "explain", "Explain", "explain", "The page of the rule: what, why, wrong, right"),
    _key("p", "profile", "Profile", "profile", "load, style, safety, flight: how much is asked"),
    _key("e", "edit", "Edit", "edit", "Open the file in $VISUAL or $EDITOR at this line"),
    _key("d", "rehearse", "Drill", "rehearse", "Drill what is saved from the step here"),
    *EVERYWHERE,
    _key("escape", "back", "Library", "back", "Back to the library"),
    QUIT,
)

# action -> the kind of input whose leave the core gives or refuses (`View.allowed`)
NEEDS = {
    "untick": "untick",
    "cannot_tell": "cannot-tell",
    "answer": "answer",
    "sign": "sign",
    "raise_observation": "raise",
    "dispose": "dispose",
    "override": "override",
    "defer": "defer",
    "skip_step": "skip",
    "abort": "abort",
    "note": "note",
    "redline": "redline",
    "read_out": "read-out",
    "hand_over": "hand-over",
    "do_other": "act",
}

# What only a drill has: its own time, and a station that answers; and what only a real run needs.
OF_A_DRILL = frozenset({"pause", "pace", "skip_ahead", "do_other", "briefing"})
OF_SEVERAL = frozenset({"next_open", "queue"})  # where more than one procedure may be open
OF_A_RUN = frozenset({"read_out"})
