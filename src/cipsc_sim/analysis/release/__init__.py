"""The release decision from the rows of a run: what was tested, what was true, who was wrongly judged."""
