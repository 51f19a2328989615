"""What an assay reports, what a specification says, what is decided: pure."""
