"""`audit explain`: the page of a rule about runs in the terminal, the list of rules, and the docs made from the pages.

The pages are data of `engine.audit`; the words of the command are those of `engine.cli.pages`.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.cli.pages import Pages, explaining


def _pages() -> Pages:
    from engine.audit.findings import RULES
    from engine.audit.page import index, nearest, page

    return Pages(RULES, page, index, nearest, _listed)


def _listed() -> Iterator[str]:
    from engine.audit.findings import RULES
    from engine.audit.page import summary
    from engine.audit.rule import LEVELS

    for level in LEVELS:
        yield level
        for name in sorted(one.name for one in RULES.values() if one.level == level):
            yield f"  {name:<22} {summary(name)}"


command = explaining(
    "boldface audit explain",
    "Print the page of RULE: what it finds, why, a log that shows it, and when it is no fault.",
    "too-fast",
    "docs/findings",
    _pages,
)
