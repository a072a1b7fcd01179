"""Drills: scenario, injects, simulated crew, the world under the log, score and debrief; pure."""
