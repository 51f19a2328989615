"""What one replication adds to each estimate."""
