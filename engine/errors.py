"""Every named error of Boldface, in one tree, with what a person should do about each.

A refusal of a crew input is a value (`engine.run.decide.Refusal`), never one of these.

    BoldfaceError                     anything below; shown as one sentence, exit code 2
    +-- ProcedureError                a procedure cannot be used: mend the file at the named place
    +-- ScenarioError                 a scenario or station file cannot be used: mend it
    +-- RunError                      a stored run cannot be opened as asked: see `boldface audit list`
    +-- NotATerminal                  there is no terminal: use --plain or --auto
    +-- engine.log.errors.StoreError  the store: see there
"""

__all__ = ["BoldfaceError", "NotATerminal", "ProcedureError", "RunError", "ScenarioError"]


class BoldfaceError(Exception):
    """One sentence a person can act on: place, found, expected, what to do."""


class ProcedureError(BoldfaceError):
    """A procedure file cannot be read, compiled or found; the sentence names file, line, column."""


class ScenarioError(BoldfaceError):
    """A scenario or station file cannot be used; the sentence names file and path in it."""


class RunError(BoldfaceError):
    """A stored run cannot be opened as asked; the sentence names run and entry."""


class NotATerminal(BoldfaceError):
    """The screen was asked for where there is none."""
