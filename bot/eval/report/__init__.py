"""An evaluation as one HTML file with plots, which opens anywhere and needs nothing else."""

from __future__ import annotations

from pathlib import Path

from bot.eval.evaluation import Evaluation
from retrieval.errors import UsageError


def check_report_path(path: Path, option: str = "--html") -> None:
    """Raise UsageError where no report could be made and written, before anything is asked.

    That is where what makes it is not installed, and where the folder of `path` is missing;
    `option` is what was given.
    """
    try:
        import jinja2  # noqa: F401  # for the page
        import matplotlib.figure
        import matplotlib.style  # noqa: F401  # for its plots
    except ImportError as error:
        raise UsageError(
            f"{option} needs what makes reports: pip install 'quoth[report]'"
        ) from error
    if not path.parent.is_dir():
        raise UsageError(f"{option}: expected a file in a folder, got {path}: no such folder")


def report_html(evaluation: Evaluation) -> str:
    """Return the report as HTML that needs nothing from elsewhere."""
    from bot.eval.report.page import page

    return page(evaluation)


def write_report(path: Path, evaluation: Evaluation) -> None:
    """Write the report to a file. Raises UsageError where that is not possible."""
    text = report_html(evaluation).encode()
    try:
        path.write_bytes(text)
    except OSError as error:
        raise UsageError(f"{path}: cannot write the report: {error.strerror}") from error
