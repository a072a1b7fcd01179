"""The shipped procedures as a shelf, and a look at a text as `boldface author check` takes one."""

from importlib.resources import files

from engine.lint.check import check_text, make_shelf

SHIPPED = {
    one.name: one.read_text(encoding="utf-8")
    for one in sorted(files("procedures").iterdir(), key=lambda one: one.name)
    if one.name.endswith(".yaml")
}
SHELF = make_shelf({}, {name.removesuffix(".yaml"): text for name, text in SHIPPED.items()})


def look(text, profile="safety", source="-"):
    return check_text(text, source, profile, SHELF)
