"""The example of the README runs as it stands there, with fewer replications."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
EXAMPLES = re.findall(r"```python\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.skipif(not EXAMPLES, reason="the README has no example yet")
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_of_the_readme_runs(example: str, tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(HOME / "scenarios")
    shorter, times = re.subn(r"pairs=\d+", "pairs=1", example)
    assert times >= 1, "the example says how many pairs it plays"
    done = subprocess.run([sys.executable, "-c", shorter], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
