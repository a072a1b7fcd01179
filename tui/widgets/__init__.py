"""The parts of a screen: drawn by the line from literal text. They must never ask the engine for anything."""
