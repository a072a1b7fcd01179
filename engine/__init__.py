"""Boldface walks a crew through an anomaly and keeps a record that convinces a stranger."""
