"""From factors and priors to points."""
