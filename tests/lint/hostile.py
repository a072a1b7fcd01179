"""Files made to be slow: each within the bounds of size, and each of a shape that some rule could choke on."""

from __future__ import annotations

from tests.lint.shelves import SHIPPED

BASE = SHIPPED["head-count.yaml"]
ACT = "  - step: zz\n    by: CDR\n"
TELL = "    by: CDR\n    do: Tell MCC\n    within: 5 min\n"


def many(number, form):
    return "".join(form(n) for n in range(number))


def steps(text):
    return BASE.replace("steps:\n", "steps:\n" + text, 1)


def among(key, text):
    return BASE.replace("\nsteps:", f"\n{key}:\n{text}\nsteps:", 1)


def watch(guard):
    return steps(
        f"  - step: zz\n    watch: {guard}\n    hold: 5 min\n    within: 9 min\n    else: zz\n"
    )


def ways(number, line):
    """Steps that lead to each other crosswise."""
    return many(
        number,
        lambda n: (
            f"  - step: s{n}\n{line}    else: s{n * 7 % number}\n    next: s{n * 13 % number}\n"
        ),
    )


def asking(number, width):
    """Questions each of whose answers leads to another."""
    words = [
        (n, ", ".join(f"a{k}: s{n * k * 7 % number}" for k in range(width))) for n in range(number)
    ]
    return "".join(
        f"  - step: s{n}\n    by: CDR\n    ask: What\n    answers: {{{one}}}\n" for n, one in words
    )


CHANNELS = many(300, lambda n: f"  zz.a{n}: {{unit: ppm, range: [0, 5000], stale: 60 s}}\n")
FORCED = many(100, lambda n: f"  - {{if: zz.a1 > {n} ppm, then: s{n}}}\n")
ARMS = many(45, lambda n: f"      zz.a{n} > 4 ppm and zz.a{n + 1} < 9 ppm: zz\n")

# Many of one thing, more than a file may hold or anybody reads.
MANY = {
    "keys": BASE + many(90_000, lambda n: f"k{n}: v\n"),
    "keys, as many as are read": BASE + many(9_000, lambda n: f"k{n}: v\n"),
    "comments": BASE + "# lint: allow x because y\n" * 38_000,
    "boxes": steps(ACT + "    do:\n" + "      - QQQ b c\n" * 50_000),
    "entries": BASE + "zz:\n" + "- a\n" * 240_000,
    "entries in brackets": BASE + "zz: [" + "a, " * 300_000 + "]\n",
    "answers": steps(ACT + f"    ask: What\n    answers: {{{many(30_000, 'a{0}: s{0}, '.format)}}}\n"),
    "unknown records": steps(ACT + f"    record: [{many(20_000, 'zz{}, '.format)}]\n"),
    "unknown roles": steps(f"  - step: zz\n    by: [{many(50_000, 'R{}, '.format)}]\n    do: Tell\n"),
    "lost words": BASE + "# a\n#b\n" * 90_000,
    "documents": BASE + "---\n" * 200_000,
    "faults of syntax": BASE + many(16_000, lambda n: f"k{n}: a: b\n"),
    "texts of several lines": BASE + many(50_000, lambda n: f"k{n}: |\n  a\n"),
    "unknown units": among("channels", CHANNELS.replace("ppm", "pppm")),
    "allowed": steps(many(450, lambda n: f"  - step: s{n} # lint: allow no-timeout because x\n{TELL}")),
}  # fmt: skip
LONG = {
    "one line of nothing": BASE + "\0" * 900_000,
    "marks": BASE + "\ufeff" * 300_000,
    "half characters": BASE + "\ud800" * 300_000,
    "line ends": BASE.replace("\n", "\r\n") + "\r\n" * 400_000,
    "a key": BASE + "k" * 900_000 + ": v\n",
    "a text": BASE.replace("title: ", "title: " + "NASA xx " * 110_000, 1),
    "accents": steps(ACT + "    do: Tell\n    within: " + "e\u0301" * 300_000 + "\n"),
    "a unit": among("channels", "  zz: {unit: " + "p" * 800_000 + ", range: [0, 5], stale: 9 s}"),
    "digits": watch("zz < " + "9" * 400_000 + " ppm"),
    "an exponent": watch("zz < 1e999999 ppm"),
    "a time": steps(ACT + "    do: Tell\n    within: " + "9" * 400_000 + " min\n    else: zz\n"),
    "blanks before a sign": BASE + "zz: a" + " " * 900_000 + "#b\n",
    "hyphens": steps(ACT + "    do: " + "A-" * 900 + "\n"),
    "quotes": BASE + '"' * 900_000,
}
DEEP = {
    "brackets": BASE + "zz: " + "[" * 400_000,
    "braces": BASE + "zz: " + "{a: " * 200_000,
    "dashes": BASE + "zz:\n" + "- " * 300_000 + "a\n",
    "questions": BASE + "? " * 400_000,
    "guard": watch("(" * 10_000 + "zz < 4 ppm" + ")" * 10_000),
    "denials": watch("not " * 10_000 + "zz < 4 ppm"),
}
TANGLED = {
    "ways": steps(ways(450, TELL)),
    "ways of hatches": steps(ways(450, TELL.replace("Tell MCC", "Shut the hatch"))),
    "answers": steps(asking(180, 45)),
    "ways to nowhere": steps(asking(180, 45).replace(": s", ": stop-")),
    "forced ways": steps(ways(450, TELL + "    return: yes\n")).replace(
        "\nsteps:", f"\nchannels:\n{CHANNELS}anytime:\n{FORCED}\nsteps:", 1
    ),
    "arms": steps(
        many(50, lambda n: f"  - step: s{n}\n    decide:\n{ARMS}      unknown: zz\n")
    ).replace("\nsteps:", f"\nchannels:\n{CHANNELS}\nsteps:", 1),
}
HOSTILE = {
    f"{kind}: {name}": text
    for kind, files in (("many", MANY), ("long", LONG), ("deep", DEEP), ("tangled", TANGLED))
    for name, text in files.items()
}
