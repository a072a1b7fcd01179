"""What fills the whole terminal: library, briefing, drill, debrief. Style sheets lie beside them."""
