"""Discrete-event simulation of cell therapy manufacturing, up to the release decision."""
