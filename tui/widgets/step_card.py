"""The present step: who, warnings and cautions above the action, boxes, values, answers, signatures, the way out.

It shows the card of the core in the order a crew needs it and must never put an action above its warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.run.lines import clock
from engine.run.rows import Clause, FieldRow, ItemRow, ObservationRow, SignRow, View
from tui import status
from tui.text import Line, cells, flow, plain
from tui.widgets.pane import Pane

ROOMY = 60


class StepCard(Pane):
    """What to do now, with a cursor on one of its lines."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.view: View | None = None
        self.cursor: str | None = None
        self.boxed = False

    def show(self, view: View, cursor: str | None, *, boxed: bool) -> None:
        """Take a new view, the key of what the cursor stands on, and whether boxes have a frame."""
        old = self.view
        same = old is not None and (
            old.card,
            old.words,
            old.observations,
            old.closing,
            old.played,
        ) == (
            view.card,
            view.words,
            view.observations,
            view.closing,
            view.played,
        )
        if same and cursor == self.cursor and boxed == self.boxed:
            return
        self.view, self.cursor, self.boxed = view, cursor, boxed
        self.changed()

    def lines(self, width: int) -> list[Line]:
        """The card at a width."""
        if self.view is None:
            return []
        return card_lines(self.view, self.cursor, width, boxed=self.boxed)


def cursor_key(kind: str, key: str) -> str:
    """The name by which the cursor finds a line again when the card is drawn anew."""
    return f"{kind}:{key}"


def card_lines(view: View, cursor: str | None, width: int, *, boxed: bool = False) -> list[Line]:
    """The present step of a view at a width in columns."""
    card = view.card
    lines = _heading(view, width)
    for text in card.warnings:
        lines += alert_box(" !! WARNING ", text, "warning", width, boxed=boxed)
    for text in card.cautions:
        lines += alert_box(" ! CAUTION ", text, "caution", width, boxed=boxed)
    for text in card.notes:
        lines += flow((("  Note: ", "muted"),), text, "text", width)
    if card.question:
        lines += flow((("  ", "text"),), card.question, "strong", width)
    if boxed and len(lines) > 1:
        lines.append(())
    lines += _actions(view, cursor, width)
    if card.way_out:
        lines += flow((("  ", "muted"),), card.way_out, "muted", width)
    if boxed and view.next_titles:
        lines += [(), *flow((("  then: ", "muted"),), " > ".join(view.next_titles), "muted", width)]
    return lines


def _heading(view: View, width: int) -> list[Line]:
    card = view.card
    number = f"{plain(card.number)} " if card.number else ""
    lead: Line = ((f" NOW {number}", "bar"), (" ", "text"))
    tail: Line = ((plain(", ".join(card.who)), "heading"),) if card.who else ()
    return flow(lead, card.title, "strong", width, tail)


def alert_box(label: str, text: str, tone: str, width: int, *, boxed: bool) -> list[Line]:
    """A warning or caution under its label, in a frame where there is room and one is wanted."""
    lead: Line = ((label, f"{tone}-box"), (" ", "text"))
    if not boxed or width < ROOMY:
        return flow(lead, text, tone, width)
    rows = flow(lead, text, tone, width - 4)
    rule = "\u2501" * (width - 2)
    side = ("\u2503", tone)
    framed: list[Line] = [(("\u250f" + rule + "\u2513", tone),)]
    for row in rows:
        gap = " " * (width - 4 - sum(cells(part) for part, _ in row))
        framed.append((side, (" ", "text"), *row, (gap + " ", "text"), side))
    return [*framed, (("\u2517" + rule + "\u251b", tone),)]


def _actions(view: View, cursor: str | None, width: int) -> list[Line]:
    card = view.card
    lines: list[Line] = []
    for item in card.items:
        lines += _item(item, view, cursor, width)
    for field in card.fields:
        lines += _field(field, view, cursor, width)
    for clause in card.clauses:
        lines += _clause("  verify " if card.items else "  watch ", clause, width)
    if card.verify_overridden is not None:
        lines += flow(
            (("  [o] OVERRIDE verify: ", "caution"),), card.verify_overridden, "caution", width
        )
    for number, word in enumerate(card.answers, 1):
        lines += _answer(number, word, view, cursor, width)
    if view.closing:
        lines += _matters(view, cursor, width)
    for sign in card.signs:
        lines += _sign(sign, view, cursor, width)
    return lines


def _pointer(key: str, cursor: str | None) -> tuple[str, bool]:
    return ("> " if key == cursor else "  "), key == cursor


def _role(by: tuple[str, ...], view: View) -> tuple[str, str]:
    """The role of a line; those the person plays stand out."""
    word = plain("/".join(by))
    mine = bool(set(by) & set(view.played))
    return (f"{word} " if word else ""), ("heading" if mine else "muted")


def _item(item: ItemRow, view: View, cursor: str | None, width: int) -> list[Line]:
    pointer, here = _pointer(cursor_key("tick", item.id), cursor)
    sign, word, tone = status.mark(item.status)
    role, role_tone = _role(item.by, view)
    words = "cursor" if here else tone
    lead: Line = ((pointer, "cursor" if here else "text"), (f"{sign} ", words), (role, role_tone))
    tail: Line = ((word, tone),) if word else ()
    lines = flow(lead, item.text, words, width, tail)
    if item.note:
        lines += flow((("      why: ", "muted"),), item.note, "caution", width)
    for clause in item.sensed:
        lines += _clause("      sensed ", clause, width)
    return lines


def _clause(label: str, clause: Clause, width: int) -> list[Line]:
    word, tone = status.truth(clause.holds)
    tail: Line = (("reads ", "muted"), (plain(clause.value), "strong"), (f"  {word}", tone))
    if clause.again is not None:
        tail = (*tail, (f"  read again by {clock(clause.again)}", "muted"))
    return flow(((label, "muted"),), clause.text, "text", width, tail)


def _field(field: FieldRow, view: View, cursor: str | None, width: int) -> list[Line]:
    pointer, here = _pointer(cursor_key("record", field.name), cursor)
    role, role_tone = _role((field.by,) if field.by else (), view)
    sign, _, tone = status.mark("ticked" if field.recorded else "open")
    words = "cursor" if here else tone
    lead: Line = ((pointer, "cursor" if here else "text"), (f"{sign} ", words), (role, role_tone))
    lines = flow(lead, field.ask, words, width)
    if field.recorded:
        unit = f" {field.unit}" if field.unit and field.value is not None else ""
        value = "cannot tell" if field.value is None else field.value + unit
        return lines + flow((("        = ", "muted"),), value, "strong", width)
    return lines + flow((("        ", "muted"),), expected(field, view.sense), "muted", width)


def expected(field: FieldRow, sense: Callable[[str], str] = str) -> str:
    """What may be typed, in words: the choices with their sense, or type, unit and range."""
    if field.choices:
        return " | ".join(map(sense, field.choices))
    unit = f" in {field.unit}" if field.unit else ""
    return f"{field.type}{unit}" + (f", {field.range}" if field.range else "")


def _answer(number: int, word: str, view: View, cursor: str | None, width: int) -> list[Line]:
    pointer, here = _pointer(cursor_key("answer", word), cursor)
    tone = "cursor" if here else "strong"
    return flow(
        ((pointer, "cursor" if here else "text"), (f"( ) {number} ", tone)),
        view.sense(word),
        tone,
        width,
    )


def _sign(sign: SignRow, view: View, cursor: str | None, width: int) -> list[Line]:
    pointer, here = _pointer(cursor_key("sign", sign.role), cursor)
    box, _, tone = status.mark("ticked" if sign.person else "open")
    words = "cursor" if here else tone
    text = f"{sign.meaning}, {sign.word} by {sign.person}" if sign.person else "signature"
    role, role_tone = _role((sign.role,), view)
    lead: Line = ((pointer, "cursor" if here else "text"), (f"{box} ", words), (role, role_tone))
    return flow(lead, text, words, width)


def _matters(view: View, cursor: str | None, width: int) -> Iterator[Line]:
    for one in view.observations:
        if one.disposition is None:
            yield from _matter(one, cursor, width)


def _matter(one: ObservationRow, cursor: str | None, width: int) -> list[Line]:
    dispose = one.kind in {"observation", "record"}
    pointer, here = _pointer(cursor_key("dispose" if dispose else "outstanding", one.id), cursor)
    tone = "cursor" if here else "caution"
    lead: Line = ((pointer, "cursor" if here else "text"), ("[ ] ", tone))
    tail: Line = (("needs a word" if dispose else plain(one.kind), "caution"),)
    return flow(lead, one.text, tone, width, tail)
