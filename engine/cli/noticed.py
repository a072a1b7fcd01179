"""What of a view a person at `--plain` is told at once, and whether its step waits for them.

It compares and never tells; the words are those of `say.py`.
"""

from __future__ import annotations

from engine.run.rows import View


def noticeable(view: View) -> object:
    """What differs when something has happened besides a reading that only moved a number."""
    return (
        view.run,
        view.card.state,
        view.log[-1].index if view.log else None,
        [one.level for one in view.alerts],
        [one.holds for one in view.card.clauses],
        [(one.key, one.status) for one in view.queue],
    )


def waits_for(view: View) -> bool:
    """Whether the present step has something to be done, said or signed by a role that is played here."""
    card, mine = view.card, set(view.played)
    items = any(
        one.status in {"open", "unticked", "refused", "deferred"}
        and not one.sensed
        and _theirs(one.by, mine)
        for one in card.items
    )
    fields = any(
        not one.recorded and _theirs((one.by,) if one.by else (), mine) for one in card.fields
    )
    question = bool(card.answers) and _theirs(card.who, mine)
    return (
        items
        or fields
        or question
        or any(one.person is None and one.role in mine for one in card.signs)
    )


def _theirs(by: tuple[str, ...], mine: set[str]) -> bool:
    """Whether it is for anyone, or for one of these."""
    return not by or bool(mine & set(by))
