"""What is written: the procedure as an author writes it, read with the place of every word."""
