"""What of the pages is made when they are built: the reference of the language and of the commands."""
