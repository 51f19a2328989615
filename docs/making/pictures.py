"""Take the pictures of the pages again, from real runs: ``python docs/making/pictures.py [FOLDER]``.

What is not yet played in the folder (default: one that is thrown away) is played there, which takes some minutes.
Needs Chromium on the path, and Pillow.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

if not __package__:  # as a program: not this folder, whose numbers.py would stand before Python's
    sys.path[0] = str(Path(__file__).parents[1])

from cipsc_sim.experiment.starter import write_starter
from making.typed import save_files

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
WIDTH = 1000
TALLEST = 3200
MARGIN = 16
COLOURS = 96
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_RUN = "run scenarios/baseline.yaml --pairs 20 --out runs/baseline"
_MINE = "run my_product.yaml --pairs 10 --out runs/mine"


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a page: the command that makes the page, the page, and which sections of it are seen, from the top so far down."""

    name: str
    command: str
    page: str
    sections: str
    height: int = TALLEST


_SWEEP = "sweep scenarios/studies/{0}.yaml --pairs {1} --out runs/{0}"

PICTURES = (
    Picture("tutorial_answer", _MINE, "runs/mine/report.html", "#answer", 640),
    Picture("tutorial_losses", _MINE, "runs/mine/report.html", "#losses"),
    Picture(
        "tutorial_study", "sweep incubators.yaml --out runs/incubators", "runs/incubators/report.html", "#verdicts"
    ),
    Picture("losses", _RUN, "runs/baseline/report.html", "#losses"),
    Picture("dose", _RUN, "runs/baseline/report.html", "#dose"),
    Picture("costs", _RUN, "runs/baseline/report.html", "#costs"),
    Picture("inputs", _RUN, "runs/baseline/report.html", "#inputs"),
    Picture(
        "gantt",
        "gantt runs/baseline --days 28 --by incubator --by analyst --out runs/gantt.html",
        "runs/gantt.html",
        "#by-incubator",
    ),
    Picture(
        "characteristics",
        "release scenarios/baseline.yaml --pairs 20 --out runs/release",
        "runs/release/report.html",
        "#characteristics",
        705,
    ),
    Picture(
        "bottleneck",
        "bottleneck scenarios/baseline.yaml --pairs 5 --out runs/bottleneck",
        "runs/bottleneck/bottleneck.html",
        "#bottleneck",
        850,
    ),
    Picture("capacity", _SWEEP.format("capacity", 20), "runs/capacity/report.html", "#capacity", 1005),
    Picture("tornado", _SWEEP.format("tornado", 5), "runs/tornado/report.html", "#cost_per_treated_order", 900),
    Picture("staffing", _SWEEP.format("staffing", 20), "runs/staffing/report.html", "#staffing", 1015),
)


def main(folder: Path) -> None:
    """Play what is missing, and take every picture."""
    IMAGES.mkdir(exist_ok=True)
    _lay_out(folder)
    for picture in PICTURES:
        if not (folder / picture.page).is_file():
            subprocess.run(
                ["cipsc-sim", *shlex.split(picture.command)], cwd=folder, check=True, stdout=subprocess.DEVNULL
            )
        take(folder / picture.page, picture.sections, picture.height, IMAGES / f"{picture.name}.png")


def _lay_out(folder: Path) -> None:
    """The scenarios of the project, and those that the tutorial writes."""
    if (folder / "my_product.yaml").exists():
        return
    if not (folder / "scenarios").exists():
        (folder / "scenarios").symlink_to(ROOT / "scenarios")
    write_starter("my_product", folder)
    save_files((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"), folder)


def take(page: Path, sections: str, height: int, image: Path) -> None:
    """A picture of these sections of a page, as wide as a column of text, cut where they end, in few colours."""
    with tempfile.TemporaryDirectory() as scratch:
        alone, shot = Path(scratch) / "page.html", Path(scratch) / "shot.png"
        alone.write_text(_alone(page.read_text(encoding="utf-8"), sections), encoding="utf-8")
        where = (f"--user-data-dir={scratch}/profile", f"--window-size={WIDTH},{TALLEST}", f"--screenshot={shot}")
        words = [_chromium(), *_FLAGS, "--hide-scrollbars", "--virtual-time-budget=20000", *where, alone.as_uri()]
        subprocess.run(words, check=True, capture_output=True)
        _cut(shot, height, image)


def _alone(page: str, sections: str) -> str:
    hidden = (
        f"nav, .modebar, main > *:not({sections}) {{ display: none !important }} body {{ display: block !important }}"
    )
    return page.replace("</head>", f"<style>{hidden}</style></head>", 1)


def _cut(shot: Path, height: int, image: Path) -> None:
    from PIL import Image, ImageChops

    with Image.open(shot) as taken:
        whole = taken.convert("RGB").crop((0, 0, WIDTH, min(height, TALLEST)))
    seen = ImageChops.difference(whole, Image.new("RGB", whole.size, whole.getpixel((0, whole.height - 1)))).getbbox()
    left, top, right, bottom = seen or (0, 0, *whole.size)
    box = (max(left - MARGIN, 0), max(top - MARGIN, 0), min(right + MARGIN, WIDTH), min(bottom + MARGIN, whole.height))
    whole.crop(box).quantize(COLOURS, dither=Image.Dither.NONE).save(image, optimize=True)


def _chromium() -> str:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        raise SystemExit("No browser on the path. On Debian: apt-get install chromium.")
    return found


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            main(Path(scratch))
