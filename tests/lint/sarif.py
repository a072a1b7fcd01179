"""What SARIF 2.1.0 asks of the parts we write: kept by hand after the published schema, for the quick tests.

A slow test holds whole logs against the published schema itself, from the npm package that carries it.
"""

from __future__ import annotations

RUN = {"tool", "columnKind", "properties", "results"}
RESULT = {
    "ruleId",
    "ruleIndex",
    "level",
    "message",
    "locations",
    "partialFingerprints",
    "suppressions",
}
RULE = {
    "id",
    "shortDescription",
    "fullDescription",
    "help",
    "defaultConfiguration",
    "properties",
}
LEVELS = {"none", "note", "warning", "error"}
REGION = ("startLine", "startColumn", "endLine", "endColumn")


def faults_of(log):
    """Every place where a log is not as the schema wants it."""
    found = []
    if set(log) != {"$schema", "version", "runs"} or log["version"] != "2.1.0":
        found.append("the log")
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        if set(run) - RUN or not {"name", "version", "rules"} >= set(driver) or not driver["name"]:
            found.append("a run")
        if run["columnKind"] not in {"utf16CodeUnits", "unicodeCodePoints"}:
            found.append("columnKind")
        ids = [rule["id"] for rule in driver["rules"]]
        if len(set(ids)) < len(ids):
            found.append("a rule twice")
        found += [f"rule {rule['id']}" for rule in driver["rules"] if not rule_sound(rule)]
        found += [f"result {one['ruleId']}" for one in run["results"] if not result_sound(one)]
    return found


def rule_sound(rule):
    texts = all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
    return texts and set(rule) <= RULE and rule["defaultConfiguration"]["level"] in LEVELS


def result_sound(one):
    if set(one) - RESULT or one["level"] not in LEVELS or not one["message"]["text"]:
        return False
    marks = one.get("partialFingerprints", {})
    if not all(isinstance(k, str) and isinstance(v, str) for k, v in marks.items()):
        return False
    if any(s["kind"] not in {"inSource", "external"} for s in one.get("suppressions", [])):
        return False
    for place in one["locations"]:
        region = place["physicalLocation"]["region"]
        if not all(isinstance(region[key], int) and region[key] >= 1 for key in REGION):
            return False
    return True
