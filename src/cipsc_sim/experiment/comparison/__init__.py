"""Variants beside each other, on common random numbers."""
