"""The sections of the page, one file each: ``section`` gives it whole, ``figure`` its figure alone."""
