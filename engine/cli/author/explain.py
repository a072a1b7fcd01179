"""`author explain`: the page of a rule in the terminal, the list of rules, and the docs made from the pages.

The pages are data of `engine.lint`; the words of the command are those of `engine.cli.pages`.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.cli.pages import Pages, explaining


def _pages() -> Pages:
    from engine.lint.page import index, nearest, page
    from engine.lint.registry import RULES

    return Pages(RULES, page, index, nearest, _listed)


def _listed() -> Iterator[str]:
    from engine.lint.page import summary
    from engine.lint.registry import RULES
    from engine.lint.rule import PROFILES

    for profile in PROFILES:
        yield f"profile {profile}"
        for name in sorted(one.name for one in RULES.values() if one.profile == profile):
            yield f"  {name:<28} {RULES[name].level:<8} {summary(name)}"


explain = explaining(
    "boldface author explain",
    "Print the page of RULE: what, why, wrong, right, and when its mend is safe.",
    "arms-gap",
    "docs/rules",
    _pages,
)
