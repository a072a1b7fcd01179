"""Measures the tree: lines of modules, lines of functions, words missing from public names.

It reads source text and must never import what it measures, so that it also works on code that
does not run.
"""

from __future__ import annotations

import ast
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
# Numbers of architecture.md, "Sizes to live in".
MODULE_LINES = 400
FUNCTION_LINES = 60
NINE_OF_TEN_LINES = 25

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Module:
    """One source file: where it lies from the root, how long it is, and its syntax tree.

    `unread` is a sentence when this Python cannot read the file; the tree is then empty.
    """

    path: str
    lines: int
    tree: ast.Module
    unread: str = ""


def modules(*folders: str, root: Path = ROOT) -> list[Module]:
    """Every Python file under the folders, read once."""
    paths = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
    return [_measured(path.relative_to(root).as_posix(), path.read_text("utf-8")) for path in paths]


def _measured(path: str, text: str) -> Module:
    try:
        return Module(path, text.count("\n"), ast.parse(text, path))
    except SyntaxError as fault:
        said = (
            f"{path}:{fault.lineno}: {fault.msg}: Python {sys.version_info[0]}."
            f"{sys.version_info[1]} cannot read it, and Boldface runs on 3.11"
        )
        return Module(path, text.count("\n"), ast.Module([], []), said)


def length(function: Function) -> int:
    """Lines of a function without its decorators and docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        words = function.body[0]
        lines -= (words.end_lineno or words.lineno) - words.lineno + 1
    return lines


def functions(module: Module) -> Iterator[Function]:
    """Every function of a module, those inside others too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def unread(found: list[Module]) -> list[str]:
    """One sentence for each module this Python cannot read."""
    return [module.unread for module in found if module.unread]


def long_modules(found: list[Module]) -> list[str]:
    """One sentence for each module over the bar."""
    return [
        f"{module.path}: {module.lines} lines, at most {MODULE_LINES}: split it by what it says"
        for module in found
        if module.lines > MODULE_LINES
    ]


def long_functions(found: list[Module]) -> list[str]:
    """One sentence for each function over the bar."""
    return [
        f"{module.path}:{function.lineno}: {function.name} has {length(function)} lines, at most"
        f" {FUNCTION_LINES}: name its parts"
        for module in found
        for function in functions(module)
        if length(function) > FUNCTION_LINES
    ]


def share_of_short_functions(found: list[Module]) -> float:
    """Share of functions within the bar for nine of ten; 1.0 where there are none."""
    lengths = [length(function) for module in found for function in functions(module)]
    short = [lines for lines in lengths if lines <= NINE_OF_TEN_LINES]
    return len(short) / len(lengths) if lengths else 1.0


def public(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """The module and the public classes, functions and methods a reader can reach by name.

    A method marked `@override` has its words where it was first promised, an overload where it is
    implemented.
    """
    yield module.path, module.tree
    yield from _public_in(module.tree.body, module.path)


def _public_in(body: list[ast.stmt], where: str) -> Iterator[tuple[str, ast.AST]]:
    for node in body:
        if not isinstance(node, Documented) or node.name.startswith("_"):
            continue
        marks = {ast.unparse(mark).split(".")[-1] for mark in node.decorator_list}
        if marks & {"override", "overload", "setter"}:
            continue
        yield f"{where}:{node.lineno}: {node.name}", node
        if isinstance(node, ast.ClassDef):
            yield from _public_in(node.body, where)


def undocumented(found: list[Module]) -> list[str]:
    """One sentence for each public name without a docstring."""
    return [
        f"{where} has no docstring: say what it is and what it must never do"
        for module in found
        for where, node in public(module)
        if module.lines and not module.unread and ast.get_docstring(node) is None  # type: ignore[arg-type]
    ]


def summary(found: list[Module]) -> str:
    """One line with the figures architecture.md asks for."""
    sizes = [module.lines for module in found if module.lines] or [0]
    lengths = [length(function) for module in found for function in functions(module)] or [0]
    share = share_of_short_functions(found)
    return (
        f"{len(sizes)} modules, median {statistics.median(sizes):.0f} lines, longest {max(sizes)};"
        f" {len(lengths)} functions, median {statistics.median(lengths):.0f} lines,"
        f" {share:.0%} at most {NINE_OF_TEN_LINES}, longest {max(lengths)}"
    )


def faults(product: list[Module], rest: list[Module]) -> list[str]:
    """Every sentence about the product (engine, tui) and about what stands beside it."""
    everything = [*product, *rest]
    found = [*unread(everything), *long_modules(everything)]
    found += [*long_functions(product), *undocumented(product)]
    share = share_of_short_functions(product)
    if share < 0.9:
        found.append(
            f"{share:.0%} of the functions have at most {NINE_OF_TEN_LINES} lines, expected 90%"
        )
    return found


def main() -> int:
    """Print the figures and what is wrong; 1 when something is."""
    product = modules("engine", "tui")
    found = faults(product, modules("tests", "bench"))
    print(summary(product))
    if found:
        print(*found, sep="\n", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
