"""Numbers from rows: tables, indicators, estimates."""
