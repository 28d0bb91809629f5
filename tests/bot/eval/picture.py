"""The picture of a report in a page. To renew it: python -m tests.bot.eval.picture

It shows the project's own questions, asked with the stemmer of another language, compared with
how they come as shipped: what a report looks like when a change breaks something. Chromium has
to be installed; nothing else needs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from bot.eval.evaluation import Evaluation, evaluate, suites_at
from bot.eval.report import write_report
from bot.settings import Settings
from bot.workspace import Workspace
from retrieval.evaluation.saved_runs import write_run
from tests.conftest import PROJECT

PICTURE = Path(__file__).with_name("report.png")
WIDTH, HEIGHT = 1160, 1852
"""Pixels of the page that are shown, from its top left."""

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_COLOURS = 160


def broken(folder: Path) -> Evaluation:
    """Return what comes of the questions with a stemmer that is wrong for them."""
    run = folder / "main.run"
    write_run(run, _asked(Settings(reader="none"), folder).run)
    return _asked(Settings(language="german", reader="none"), folder, run)._replace(
        against=run.name
    )


def photograph(page: Path, picture: Path) -> None:
    """Write what a browser shows of a page as a picture of few colours."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"expected one of {', '.join(_BROWSERS)}, found none")
    subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={picture}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
    )
    with Image.open(picture) as taken:
        few = taken.convert("RGB").quantize(
            _COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    few.save(picture, optimize=True)


def _asked(settings: Settings, folder: Path, *baselines: Path) -> Evaluation:
    own = [Path("tests/regression")]
    return evaluate(suites_at(own), Workspace.of((), folder, settings), baselines)


def main() -> None:
    """Renew the picture."""
    os.chdir(PROJECT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_report(folder / "report.html", broken(folder))
        photograph(folder / "report.html", PICTURE)


if __name__ == "__main__":
    main()
