"""What one more of each resource gives."""
