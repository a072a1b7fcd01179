"""Who signs sees what they sign for: the values of the step, with unit and who read them."""

from __future__ import annotations

from engine.run import commands as c
from engine.run.view import view
from tests.builders import Bench, drive_of
from tests.run.test_inputs import SMALL, to_write
from tui.dialogs.sign_off import SignOff


def test_who_signs_sees_the_values_of_the_step():
    bench = Bench(drive_of(SMALL.replace("record: [tube, fit]", "record: tube\n    sign: [CDR]")))
    to_write(bench)
    bench.must(c.RecordValue("FE-1", "tube", "3.2"))
    card = view(bench.drive, bench.state, bench.now, ()).card
    dialog = SignOff("CDR", "Ann", card)
    assert any(part[-2] == "Reading: 3.2 ppm (FE-1)" for part in dialog.parts)
