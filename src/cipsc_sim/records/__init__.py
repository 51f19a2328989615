"""What may be written down: row types, journal, invariants, run folder."""
