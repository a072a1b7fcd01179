"""What can happen: a procedure compiled to a table, and from the table to one machine."""
