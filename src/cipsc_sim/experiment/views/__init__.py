"""Views of a study: what a study asks decides what is looked at first (``view: capacity``)."""
