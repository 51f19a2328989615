"""What the parts of a study come to."""
