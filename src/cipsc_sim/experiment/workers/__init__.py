"""Worker processes: crews that play pairs and parts, and never outlive their parent."""
