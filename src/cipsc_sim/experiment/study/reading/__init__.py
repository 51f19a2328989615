"""A study file: every problem with its line."""
