"""Systems side by side: plants that are no variants of one another, each with its own answer and what limits it."""
