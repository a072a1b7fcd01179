"""What can be seen of a procedure: outline, spine, diagrams, plain text, the crew's paper copy."""
