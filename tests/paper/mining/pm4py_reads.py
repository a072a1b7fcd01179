"""Run by the Python of an environment that has pm4py, which is AGPL and therefore never near our code: folder in, JSON out.

For each run NAME.xes, NAME.ocel and NAME.pnml of the folder: how many events are read, and whether the steps entered and
the departures fit the procedure's net.
"""

import json
import sys
import warnings
from pathlib import Path

import pm4py

warnings.simplefilter("ignore")
STEPS = {"StepEntered", "RunClosed"}
found = {}
for xes in sorted(Path(sys.argv[1]).glob("*.xes")):
    log = pm4py.read_xes(str(xes))
    ocel = pm4py.read_ocel2_json(str(xes.with_suffix(".ocel")))
    net, first, last = pm4py.read_pnml(str(xes.with_suffix(".pnml")))
    left = (
        log["boldface:departure"]
        .fillna("")
        .isin(["skipped", "deferred", "given up", "override", "aborted"])
    )
    steps = log[log["boldface:event"].isin(STEPS) | left]
    (replay,) = pm4py.conformance_diagnostics_token_based_replay(steps, net, first, last)
    found[xes.stem] = {
        "xes": len(log),
        "ocel": len(ocel.events),
        "objects": sorted(set(ocel.objects["ocel:type"])),
        "indexes": log["boldface:index"].astype(int).tolist() == list(range(len(log))),
        "fits": bool(replay["trace_is_fit"]),
    }
Path(sys.argv[2]).write_text(json.dumps(found))
