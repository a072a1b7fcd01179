"""Boldface walks a crew through an anomaly and keeps a record that convinces a stranger."""

__version__ = "0.1.0"  # `pyproject.toml` says the same (a test holds them to it): reading it there takes 40 ms
