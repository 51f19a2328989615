"""Studies: many variants of a scenario, played on one mechanism."""
