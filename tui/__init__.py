"""The terminal UI: it shows views and sends commands, and must never decide anything itself."""
