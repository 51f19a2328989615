"""The release decision in question: batches judged again from their rows, and the plant played without a test or a day."""
