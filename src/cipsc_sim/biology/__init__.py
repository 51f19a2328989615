"""What happens to cells: pure functions of state and drawn values."""
