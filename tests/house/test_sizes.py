"""The sizes architecture.md promises, and the names that may stand at the top of the tree."""

from __future__ import annotations

import ast
import shutil
import subprocess

import pytest

from tests.house import sizes

PRODUCT = sizes.modules("engine", "tui")
EVERYTHING = [*PRODUCT, *sizes.modules("tests", "bench")]

TOP = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    ".pre-commit-hooks.yaml",  # pre-commit looks for it here and nowhere else
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bench",
    "docs",
    "engine",
    "procedures",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "tests",
    "tui",
}


def module_of(text):
    return sizes.Module("planted.py", text.count("\n"), ast.parse(text))


def test_there_is_something_to_measure():
    assert len(PRODUCT) > 5


def test_no_module_is_too_long():
    assert sizes.long_modules(EVERYTHING) == []


def test_this_python_reads_every_module():
    assert sizes.unread(EVERYTHING) == []


def test_a_module_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "new.py").write_text("x = 1\ndef f(:\n    pass\n", encoding="utf-8")
    found = sizes.modules("room", root=tmp_path)
    assert sizes.faults(found, [])[0].startswith("room/new.py:2: ")


def test_no_function_is_too_long():
    assert sizes.long_functions(PRODUCT) == []


def test_nine_functions_of_ten_are_short():
    assert sizes.share_of_short_functions(PRODUCT) >= 0.9, sizes.summary(PRODUCT)


def test_every_public_name_is_documented():
    assert sizes.undocumented(PRODUCT) == []


def test_a_long_module_is_found():
    assert len(sizes.long_modules([module_of("\n" * 401)])) == 1
    assert sizes.long_modules([module_of("\n" * 400)]) == []


def test_a_long_function_is_found_and_its_docstring_not_counted():
    body = "    x = 1\n" * 60
    assert len(sizes.long_functions([module_of("def f():\n" + body)])) == 1
    words = '    """' + "words\n" * 30 + '    """\n'
    assert sizes.long_functions([module_of("def f():\n" + words + "    x = 1\n" * 59)]) == []


def test_long_functions_show_in_the_share():
    short, long = "def a():\n    x = 1\n", "def b():\n" + "    x = 1\n" * 25
    assert sizes.share_of_short_functions([module_of(short + long)]) == 0.5


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x = 1\n", "planted.py"),
        ('"""M."""\ndef f():\n    pass\n', "f"),
        ('"""M."""\nclass C:\n    """C."""\n    def m(self):\n        pass\n', "m"),
    ],
)
def test_a_public_name_without_words_is_found(text, named):
    (found,) = sizes.undocumented([module_of(text)])
    assert f"{named} has no docstring" in found


def test_a_private_name_needs_no_words():
    assert sizes.undocumented([module_of('"""M."""\ndef _f():\n    pass\n')]) == []


def strangers(paths):
    return sorted({path.split("/")[0] for path in paths} - TOP)


def test_a_stranger_at_the_top_is_found():
    assert strangers(["engine/errors.py", "utils.py", "attic/x.py"]) == ["attic", "utils.py"]


def test_nothing_strange_stands_at_the_top():
    git = shutil.which("git")
    asked = git and subprocess.run(
        [git, "ls-files"], cwd=sizes.ROOT, capture_output=True, text=True, check=False
    )
    if not asked or asked.returncode or not asked.stdout:
        pytest.skip("this tree is not a git checkout with tracked files")
    assert strangers(asked.stdout.splitlines()) == []
