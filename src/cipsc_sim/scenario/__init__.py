"""What is to be made, with what, by which rules."""
