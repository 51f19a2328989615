"""How the pages are built: ``python -m sphinx -W --keep-going -n docs build/docs``. Nothing is loaded from outside."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "cipsc-sim"
author = "The cipsc-sim developers"
version = release = version_of("cipsc-sim")

extensions = ["myst_parser", "sphinx.ext.autodoc", "making.extension"]
exclude_patterns = ["making", "static", "images"]

myst_heading_anchors = 4

autodoc_typehints = "description"
autodoc_member_order = "bysource"
nitpick_ignore_regex = [("py:.*", r".*")]
"""Types of other libraries have no pages here; what the pages themselves link to is checked all the same."""

smartquotes = False
"""An option keeps its two dashes."""

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_title = f"cipsc-sim {version}"
html_show_sourcelink = False
html_show_copyright = False
html_copy_source = False
html_show_search_summary = False
"""A summary is fetched, which a browser refuses to pages that are opened from a disk."""
