"""`quoth eval`: retrieval and answers measured."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.options import (
    json_option,
    show_option,
    threshold_option,
    workspace_of,
    workspace_options,
)
from retrieval.errors import UsageError


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth eval",
        "quoth eval questions.yaml --sources notes/",
        "quoth eval beir/ --csv > outcomes.csv",
        "quoth eval questions.yaml --save main.run",
        "quoth eval questions.yaml --against main.run",
    ),
)
@click.argument("paths", metavar="[DIR|FILE]...", nargs=-1, type=click.Path(path_type=Path))
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a row for each question.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a report with plots; needs the extra quoth[report].",
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="RUN",
    help="Keep what came of each question, to compare with later.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="RUN",
    help="Say what changed since a run was saved. Default: the questions' baseline.",
)
@show_option("questions that fail or changed")
@threshold_option
@workspace_options
def command(
    paths: tuple[Path, ...],
    as_json: bool,
    as_csv: bool,
    html: Path | None,
    save: Path | None,
    against: Path | None,
    show: int,
    threshold: str | None,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Ask questions of which the answers are known, and measure what comes.

    DIR is a folder in the BEIR layout (corpus.jsonl, queries.jsonl, qrels.tsv), or one with files
    named like questions.yaml; FILE holds questions as YAML or Markdown. Without either, those in
    tests/regression/ are asked. "quoth questions --help" shows how questions are written.

    A BEIR folder's own corpus, or the sources that a file of questions names, are asked, unless
    --sources says which.

    Gates stand at the head of a file of questions, or in gates.yaml of a BEIR folder, written
    the same way. Exits with 1 when one is broken, or words that a right passage is named by are
    not in the sources; 0 otherwise, whatever else fails. With a file that is not as expected, 2.
    """
    if as_json and as_csv:
        raise UsageError("expected --json or --csv, got both")
    from bot.eval.evaluation import evaluate
    from bot.eval.export import EVALUATION_FORMATS
    from bot.eval.suites import baselines_of, suites_at
    from retrieval.evaluation.saved_runs import ready_to_save, write_run

    if html is not None:
        from bot.eval.report import check_report_path

        check_report_path(html)
    if save is not None:
        ready_to_save(save)
    suites = suites_at(paths)
    if sources:
        suites = [suite._replace(sources=()) for suite in suites]
    baselines = baselines_of(suites, against, save)
    evaluation = evaluate(suites, workspace_of(sources, data_dir, threshold), baselines)
    EVALUATION_FORMATS["json" if as_json else "csv" if as_csv else "text"](evaluation, show)
    if save is not None:
        write_run(save, evaluation.run)
    if html is not None:
        from bot.eval.report import write_report

        write_report(html, evaluation)
    return Status.NO_ANSWER if evaluation.broken else Status.DONE
