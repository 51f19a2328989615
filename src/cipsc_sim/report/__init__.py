"""Figures and one HTML page."""
