"""What happens: commands, events, the fold over them, and what a display shows."""
