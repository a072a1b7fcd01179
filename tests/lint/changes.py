"""Ways to change the text of a sound procedure; ¦ stands where a finding must point."""

from __future__ import annotations

import re

MARK = "¦"


def sub(pattern, replacement):
    """Change the first place that matches; the replacement holds the mark."""

    def change(text):
        changed, count = re.subn(pattern, replacement, text, count=1, flags=re.MULTILINE)
        assert count == 1, f"nothing to change for {pattern}"
        return changed

    return change


def first_step(text):
    return re.search(r"- step: (\S+)", text)[1]


def step(lines, after=""):
    """Put a step before the first one; $FIRST and $SECOND are the names of those there were."""

    def change(text):
        block = "".join(f"    {line}\n" for line in lines.strip("\n").split("\n"))
        block = "  - " + block[4:]
        names = re.findall(r"- step: (\S+)", text)
        block = block.replace("$FIRST", names[0]).replace("$SECOND", names[1])
        text = text.replace("steps:\n", "steps:\n" + block, 1)
        return after(text) if after else text

    return change


def under(key, line):
    """Put a line below a top key, which is made where the file has none."""

    def change(text):
        if f"\n{key}:\n" in text:
            return text.replace(f"\n{key}:\n", f"\n{key}:\n{line}\n", 1)
        if re.search(rf"^{key}:", text, re.MULTILINE):  # with a comment behind it
            return re.sub(
                rf"^({key}:.*\n)", lambda m: m[1] + line + "\n", text, count=1, flags=re.MULTILINE
            )
        return text.replace("\nsteps:\n", f"\n{key}:\n{line}\n\nsteps:\n", 1)

    return change


def both(*changes):
    def change(text):
        for one in changes:
            text = one(text)
        return text

    return change


def second_name(text):
    """Mark the second of two steps of one name."""
    first, second = list(re.finditer(r"- step: (\S+)", text))[:2]
    assert first[1] == second[1]
    return text[: second.start(1)] + MARK + text[second.start(1) :]


PROBE = "  zz.air: {unit: ppm, range: [0, 500], stale: 60 s, high: {caution: 4, warning: 16}}"
AIR = under("channels", PROBE)
HATCH = under("channels", "  zz.hatch: {states: [open, shut], stale: 60 s}")
TUBE = under(
    "records", "  zz-tube: {type: number, unit: ppm, range: [0, 500], by: CDR, ask: The tube}"
)
WAY = "\nwithin: 5 min\nelse: $FIRST"
TELL = "step: zz\nby: CDR\ndo: Tell everyone"
WATCH = "step: zz\nwatch: {}\nhold: 5 min\nwithin: 30 min\nelse: $FIRST"


def watch(guard):
    return both(AIR, HATCH, step(WATCH.format(guard)))


def act(line, more=""):
    return step(f"step: zz\nby: CDR\n{line}\nwithin: 5 min\nelse: $FIRST{more}")


def decide(*arms, **more):
    lines = "\n".join(f"  {arm}" for arm in arms)
    return both(
        AIR, HATCH, step(f"step: zz\n¦decide:\n{lines}" if more else f"step: zz\ndecide:\n{lines}")
    )
