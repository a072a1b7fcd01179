"""A PDF from a typst template and its data, through the extra `pdf`; loaded when one is asked for."""

from __future__ import annotations

from typing import Final

from engine.errors import BoldfaceError

NO_TYPST: Final = (
    "a PDF needs the extra 'pdf', which is not installed here: install 'boldface[pdf]' (in a "
    "clone: .venv/bin/pip install -e '.[pdf]'), or write x.html and print it with a browser"
)


def pdf(template: str, inputs: dict[str, str]) -> bytes:
    """The document; raises BoldfaceError where typst is not installed."""
    try:
        import typst
    except ImportError:
        raise BoldfaceError(NO_TYPST) from None
    made = typst.compile(template.encode(), format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)  # one document is asked for
    return made
