"""Parts of a study, and who plays them."""
