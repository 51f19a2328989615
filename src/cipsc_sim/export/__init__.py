"""What is written for other programs, from the rows of a run."""
