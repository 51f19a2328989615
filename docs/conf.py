"""How the pages are built: ``python -m sphinx -W --keep-going -n docs build/docs``. Nothing is loaded from outside."""

from __future__ import annotations

from importlib.metadata import version as version_of

project = "cipsc-sim"
author = "The cipsc-sim developers"
version = release = version_of("cipsc-sim")

extensions = ["myst_parser"]
exclude_patterns = ["conf.py"]

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]

html_theme = "furo"
html_title = f"cipsc-sim {version}"
html_show_sourcelink = False
html_copy_source = False
