"""What is not known: the facts of a scenario, and what they may be."""
