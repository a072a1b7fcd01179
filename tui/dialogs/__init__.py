"""Questions the crew is asked: modal, each with a typed answer. They never act on it themselves."""
