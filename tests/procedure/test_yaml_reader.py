"""The strict reader through its door: what it takes, what it refuses, where it says so.

In MISTAKES the sign » stands where the fault must be placed; it is taken out before reading.
"""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.procedure.places import Place, Places, Problem, format_problem
from engine.procedure.yaml_reader import MAX_SIZE, Document, decode, read_yaml

ODOR = (Path(__file__).parent / "data" / "odor-at-hatch.yaml").read_text(encoding="utf-8")

ALL_TEXT = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # another reader, of text only

# name, what is written in ODOR, what the mistaken author writes, rule
MISTAKES = [
    ("lost text", "by: OPS\n    verify", "by: OPS »#2\n    verify", "lost-text"),
    ("lost text in prose", "One crank turn.", "One crank »#2 turn.", "lost-text"),
    ("lost text after a quote", '"What did it smell like?"}', '"What?"»#x\n    }', "lost-text"),
    ("lost text on its own line", "One crank turn.", "One crank\n      »#2 turn", "lost-text"),
    ("lost text in a list", "[smell, symptom]", "[smell,»#symptom\n      tube]", "lost-text"),
    ("lost text at the end", "sign: [CDR, MCC]", "sign: [CDR, MCC] »#end", "lost-text"),
    ("lost text after a bar", "do: Mask on,", "do: | »#2\n      Mask on,", "lost-text"),
    ("comma in braces", '"Eyes, throat or skin irritated?"', "Eyes, »throat", "comma-in-braces"),
    ("comma after non-ASCII", '"What did it smell like?"', "Запах, »ü", "comma-in-braces"),
    ("duplicate key", "within: 30 s", "within: 30 s\n    »by: CDR", "duplicate-key"),
    ("duplicate top key", "close:", "»steps: x\nclose:", "duplicate-key"),
    (
        "duplicate in braces",
        "unit: ppm, range: [0, 500], by",
        "unit: a, »unit: b, by",
        "duplicate-key",
    ),
    ("anchor", "revision: 3", "revision: »&three 3", "anchor"),
    ("anchor on a map", "roles: {CDR", "roles: »&r {CDR", "anchor"),
    ("alias", "revision: 3", "revision: »*three", "alias"),
    ("alias of itself", "revision: 3", "revision: »*revision", "alias"),
    ("tag", "hatch is shut", "»!hatch is shut", "tag"),
    ("python tag", "revision: 3", "revision: »!!python/object:os.system 3", "tag"),
    ("merge key", "within: 30 s", "»<<: 30 s", "merge-key"),
    ("second document", "close:", "»---\nclose:", "second-document"),
    ("directive", "# yaml-language-server", "»%YAML 1.1\n---\n# a", "directive"),
    ("list as a key", "within: 30 s", "? »[a, b]\n    : 30 s", "key"),
    ("no key", "within: 30 s", "»: 30 s", "syntax"),
    ("no value", "within: 30 s", "»within:", "empty-value"),
    ("no value in braces", "if: symptom is strong,", "»if: ,", "empty-value"),
    ("empty value in braces", "unit: ppm, range: [0, 500], by", "»unit: , by", "empty-value"),
    ("colon in prose", "Mask on, say", "Mask on»: say", "syntax"),
    ("value begins with >", "watch: cabin.nh3 < 20", "watch: »> 20", "syntax"),
    ("value begins with %", "revision: 3", "revision: »%3", "syntax"),
    ("value begins with @", "revision: 3", "revision: »@3", "syntax"),
    ("text after a quote", "Mask on, say", '"Mask on"», say', "syntax"),
    ("unclosed brace", "MCC: ground}", "MCC: ground", "syntax"),
    ("unclosed bracket", "[smell, symptom]", "»[smell, symptom", "syntax"),
    ("unclosed quote", "hatch is shut", "»'hatch is shut", "syntax"),
    ("quote closed far below", "Purge the mask", '»"Purge the mask', "syntax"),
    ("no colon", "within: 30 s", "»within 30 s", "syntax"),
    ("deeper key", "    within: 30 s", "     »within: 30 s", "syntax"),
    ("outdented key", "    within: 30 s", "   »within: 30 s", "syntax"),
    ("list on the key's line", "record: tube", "record: »- tube", "syntax"),
    ("unknown escape", '"What did', '"What »\\d did', "syntax"),
    ("tab", "    within: 30 s", "»\twithin: 30 s", "tab"),
    ("tab after a colon", "within: 30 s", "within:»\t30 s", "tab"),
    ("control character", "One crank turn", "One »\x07 crank turn", "bad-character"),
    ("override", "One crank turn", "One »\u202ecrank turn", "bad-character"),
    ("line separator", "One crank turn", "One »\u2028crank turn", "bad-character"),
    ("escaped override", '"What did', '»"\\u202eWhat did', "bad-character"),
    ("NUL", "revision: 3", "revision: »\x003", "bad-character"),
    ("after non-ASCII on its line", "One crank turn.", "Проба 😀 é »#2 turn.", "lost-text"),
    ("after a line of non-ASCII", "title: Unknown", "title: 😀é\n»title: Unknown", "duplicate-key"),
]


def mistaken(old: str, new: str) -> tuple[str, int, int]:
    """The mistaken text, line and column of its mark; without one, of the { left open."""
    assert ODOR.count(old) >= 1, old
    marked = ODOR.replace(old, new, 1)
    if "»" not in marked:
        marked = marked.replace("{CDR", "»{CDR", 1)
    before = marked[: marked.index("»")]
    return marked.replace("»", ""), before.count("\n") + 1, len(before) - before.rfind("\n")


def faults(document: Document) -> list[tuple[str, int, int]]:
    return [(p.rule, p.place.line, p.place.column) for p in document.problems]


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
@pytest.mark.parametrize(
    ("old", "new", "rule"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_each_mistake_is_one_problem_at_its_place(
    old: str, new: str, rule: str, *, pure: bool
) -> None:
    text, line, column = mistaken(old, new)
    document = read_yaml(text, pure=pure)
    if pure and rule == "syntax" and "\\" in new:
        column += 1  # pure PyYAML stands behind the backslash
    assert faults(document) == [(rule, line, column)]
    assert document.problems[0].expected
    assert document.problems[0].mend


def test_the_real_file_is_clean_and_every_place_holds_its_key_and_value() -> None:
    document = read_yaml(ODOR)
    assert document.problems == ()
    assert document.data == yaml.load(ODOR, ALL_TEXT)
    assert document.places.of(("channels", "cabin.dp", "low", "warning")) == Place(10, 75, 10, 80)
    assert document.places.of(("steps", 6, "decide", "unknown"), key=True) == Place(53, 7, 53, 14)
    hold_the_text(ODOR, document)


def hold_the_text(text: str, document: Document) -> None:
    """Law: each key and each plain or quoted value of one line stands at its place."""
    lines = text.split("\n")
    for path, (line, column, end_line, end_column) in document.places.keys.items():
        if line == end_line:
            assert said(lines[line - 1][column - 1 : end_column - 1]) == path[-1]
    for path, (line, column, end_line, end_column) in document.places.values.items():
        value: object = document.data
        for part in path:
            assert isinstance(value, dict | list)
            value = value[part]  # type: ignore[index]
        if isinstance(value, str) and line == end_line:
            assert said(lines[line - 1][column - 1 : end_column - 1]) == value


def said(written: str) -> object:
    """What a stretch of a file says: plain text itself, quoted text without its quotes."""
    if written[:1] in ("'", '"', "|", ">"):
        return yaml.load(written, ALL_TEXT)
    return written


def test_lines_that_end_in_carriage_return_and_line_feed_have_the_same_places() -> None:
    unix, windows = read_yaml(ODOR), read_yaml(ODOR.replace("\n", "\r\n"))
    assert windows == unix


def test_a_word_lost_on_any_line_is_found_on_that_line() -> None:
    lines = ODOR.split("\n")
    tried = 0
    for number, line in enumerate(lines):
        if not line.strip() or "#" in line:
            continue
        text = "\n".join([*lines[:number], f"{line} #2 slowly", *lines[number + 1 :]])
        assert faults(read_yaml(text)) == [("lost-text", number + 1, len(line) + 2)]
        tried += 1
    assert tried > 50


@pytest.mark.parametrize(
    "written",
    [
        "ON",
        "no",
        "NO",
        "1.10",
        "1:30",
        "12:30:45",
        "010",
        "2026-11-19",
        "9" * 40,
        "null",
        "~",
        "0x1F",
    ],
)
def test_nothing_is_ever_turned_from_text_into_something_else(written: str) -> None:
    text = f"top: {written}\nlist: [{written}, b]\n{written}: key\n"
    document = read_yaml(text)
    assert document.problems == ()
    assert document.data == {"top": written, "list": [written, "b"], written: "key"}


def test_all_faults_are_told_at_once_those_of_syntax_too() -> None:
    text = (
        "procedure: a\nroles: {CDR: commander\nentry: one: two\ntitle: Open #2\nsteps:\n"
        "  - step: a\n    do: b: c\n  - step: b\n    do: @x\n  - step: c\n    step: d\n"
    )
    assert faults(read_yaml(text)) == [
        ("syntax", 2, 8),
        ("syntax", 3, 11),
        ("lost-text", 4, 13),
        ("syntax", 7, 10),
        ("syntax", 9, 9),
        ("duplicate-key", 11, 5),
    ]
    assert read_yaml(text).data is None


def test_a_duplicate_key_names_both_places_and_the_first_value_is_kept() -> None:
    document = read_yaml("a: 1\nb: 2\na: 3\n")
    assert "line 1, column 1" in document.problems[0].sentence
    assert document.data == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("---\n", "empty"),
        ("- a\n- b\n", "not-a-map"),
        ("[]", "not-a-map"),
        ("some prose\n", "not-a-map"),
        ("[" * 5_000, "too-deep"),
        ("{a: " * 5_000, "too-deep"),
        ("- " * 5_000, "too-deep"),
        ("a" * (MAX_SIZE + 1), "too-large"),
        ("a: 1\rb: 2", "bad-character"),
        ("%YAML " + "9" * 5_000 + ".1\n---\na: 1", "syntax"),
        ('a: "\\U00110000"', "syntax"),
    ],
    ids=lambda value: str(value)[:12],
)
@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
def test_what_is_no_procedure_at_all_is_a_problem(text: str, rule: str, *, pure: bool) -> None:
    document = read_yaml(text, pure=pure)
    assert [p.rule for p in document.problems] == [rule]
    assert document.data is None or document.data == {}


def test_a_hostile_megabyte_stops_after_a_hundred_problems() -> None:
    document = read_yaml("a: b #x\n" * (MAX_SIZE // 8))
    assert len(document.problems) == 101
    assert document.problems[-1].rule == "too-many"


def test_an_alias_bomb_is_refused_and_not_followed() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 9))
    document = read_yaml("l0: &l0 [x]\n" + levels)
    assert {p.rule for p in document.problems} == {"anchor", "alias"}


@pytest.mark.parametrize(
    ("content", "rule", "place"),
    [
        ("a: é\n".encode("utf-16"), "encoding", "1:1"),
        ("a: é\n".encode("utf-16-le"), "encoding", "1:1"),
        (b"\xef\xbb\xbfa: 1\n", "encoding", "1:1"),
        ("a: 1\né: ü".encode() + b"\xff", "encoding", "2:5"),
        (b"a: \xe9\n", "encoding", "1:4"),
        (b"x" * (MAX_SIZE + 1), "too-large", "1:1"),
    ],
)
def test_bytes_that_are_not_plain_utf8_are_a_problem(content: bytes, rule: str, place: str) -> None:
    problem = decode(content)
    assert isinstance(problem, Problem)
    assert (problem.rule, str(problem.place)) == (rule, place)


def test_bytes_name_the_byte() -> None:
    problem = decode(b"a: \xe9\n")
    assert isinstance(problem, Problem)
    assert "byte 4" in problem.sentence
    assert decode(ODOR.encode()) == ODOR


def test_places_walk_past_what_pydantic_puts_between_the_keys() -> None:
    places = read_yaml(ODOR).places
    assert places.path(("steps", 4, "<watch>", "watch")) == ("steps", 4, "watch")
    assert places.of(("steps", 4, "<watch>", "watch", "function-plain")) == Place(42, 12, 42, 30)
    assert places.of(("steps", 4, "<watch>", "hold"), key=True) == Place(43, 5, 43, 9)
    assert places.of(("steps", 4, "missing")) == Place(41, 5, 45, 18)
    assert Places().of(("steps",)) == Place(1, 1, 1, 1)


def test_places_point_into_a_text() -> None:
    text = "watch: cabin.nh4 < 20 ppm\nquoted: 'a < b'\ntall: |\n  a < b\nsmall < 2: x\n"
    places = read_yaml(text).places
    assert places.within(("watch",), "cabin.nh4 < 20 ppm", 12, 2) == Place(1, 20, 1, 22)
    assert places.within(("quoted",), "a < b", 4, 1) == Place(2, 14, 2, 15)
    assert places.within(("tall",), "a < b\n", 4, 1) == places.of(("tall",))
    assert places.within(("small < 2",), "small < 2", 8, 1, key=True) == Place(5, 9, 5, 10)


def test_a_problem_is_shown_with_its_line_and_a_caret_as_long_as_the_fault() -> None:
    text, *_ = mistaken("by: OPS\n    verify", "by: OPS »#2\n    verify")
    (problem,) = read_yaml(text).problems
    assert format_problem(problem, "odor.yaml", text).split("\n") == [
        "odor.yaml:26:13: error[lost-text]: '#2' would be read as a comment and lost",
        "   26 |     by: OPS #2",
        "      |             ^^",
        "  expected: a blank after the # of a comment",
        "  mend: put the whole text in double quotes, or write '# ' if it is a comment",
    ]


def test_a_shown_line_is_cut_and_holds_no_control_character() -> None:
    text = "a: " + "x" * 500 + "\x1b\u202e" + "y" * 500
    for problem in read_yaml(text).problems:
        shown = format_problem(problem, "f", text).split("\n")
        assert shown[1].isprintable()
        assert len(shown[1]) < 120
        assert shown[1][shown[2].index("^")] == "\ufffd"


SCRAPS = st.text(
    st.sampled_from("\n \t:-#,{}[]\"'&*!|>%@?<=ax0é\u2028\x00😀\r\ud800\\"), max_size=8
)
CUTS = st.tuples(st.integers(0, len(ODOR)), st.integers(0, 30), SCRAPS)


@given(st.lists(CUTS, min_size=1, max_size=4), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_spoilt_file_is_never_an_exception(cuts: list[tuple[int, int, str]], pure: bool) -> None:
    text = ODOR
    for at, length, scrap in cuts:
        text = text[:at] + scrap + text[at + length :]
    document = read_yaml(text, pure=pure)
    never_lies(text, document)


@given(st.one_of(st.text(max_size=300), st.lists(SCRAPS, max_size=20).map("".join)), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_text_is_an_exception(text: str, pure: bool) -> None:
    never_lies(text, read_yaml(text, pure=pure))


def never_lies(text: str, document: Document) -> None:
    """Laws: places lie in the file; clean data is what any YAML reader sees, places and all."""
    lines = text.count("\n") + 1
    for problem in document.problems:
        assert 1 <= problem.place.line <= lines + 1
        assert problem.place.column >= 1
        assert problem.sentence
        format_problem(problem, "f", text)
    if not document.problems:
        assert document.data == yaml.load(text, ALL_TEXT)
        hold_the_text(text, document)


@given(st.binary(max_size=200))
def test_no_bytes_are_an_exception(content: bytes) -> None:
    found = decode(content)
    assert isinstance(found, Problem) or found.encode() == content
