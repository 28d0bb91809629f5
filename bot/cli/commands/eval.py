"""What is learned and measured from questions with known answers.

`quoth eval` measures retrieval and answers, `quoth train` learns weights and calibration.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
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
from bot.terminal.streams import write, write_bytes
from retrieval.errors import UsageError
from retrieval.ranking.weights import Weights


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
def eval_command(
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
    from bot.eval.evaluation import baselines_of, evaluate, suites_at
    from bot.eval.export import EVALUATION_FORMATS
    from retrieval.evaluation.saved_runs import ready_to_save, write_run

    if html is not None:
        from bot.eval.report import check_report_path

        check_report_path(html)
    if save is not None:
        ready_to_save(save)
    suites = suites_at(paths, own_sources=not sources)
    baselines = baselines_of(suites, against, save)
    evaluation = evaluate(suites, workspace_of(sources, data_dir, threshold), baselines)
    EVALUATION_FORMATS["json" if as_json else "csv" if as_csv else "text"](evaluation, show)
    if save is not None:
        write_run(save, evaluation.run)
    if html is not None:
        from bot.eval.report import write_report

        write_report(html, evaluation)
    return Status.NO_ANSWER if evaluation.broken else Status.DONE


_WEIGHTS_OUTPUT = Path("weights.json")


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth train beir/",
        "quoth train beir/ --output mine.json --plot mine.svg",
        "quoth train beir/ --reader --output encoder.json",
        "quoth train --vectors beir/ --encoder model/ --output vectors/",
    ),
)
@click.argument(
    "paths", metavar="DIR|FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help=f"Where weights are written, {_WEIGHTS_OUTPUT} unless it is said; with --vectors, in "
    "which folder the table is, word_vectors/.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw how far likelihoods hold, as SVG; needs the extra quoth[report].",
)
@click.option(
    "--samples",
    type=click.IntRange(0, 1000),
    metavar="N",
    default=0,
    show_default=True,
    help="Learn from N small collections of each size as well, cut out of the first's sources.",
)
@click.option(
    "--reader",
    "with_reader",
    is_flag=True,
    help="Learn for answering with a reader: QUOTH_READER, or that of the extra semantic, reads "
    "every passage.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="In how many processes questions are asked. Default: one for each processor.",
)
@click.option(
    "--vectors",
    is_flag=True,
    help="Make the table of word vectors anew, of an encoder and the texts of BEIR folders.",
)
@click.option(
    "--encoder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The encoder for --vectors: model.onnx, vocab.txt. Default: that of the extra semantic.",
)
@json_option
@workspace_options
def train_command(
    paths: tuple[Path, ...],
    output: Path | None,
    plot: Path | None,
    samples: int,
    with_reader: bool,
    jobs: int | None,
    vectors: bool,
    encoder: Path | None,
    as_json: bool,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Learn from questions with known answers what to show first, and when to abstain.

    DIR is a folder in the BEIR layout (corpus.jsonl, queries.jsonl, qrels.tsv), or one with files
    named like questions.yaml; FILE holds questions as YAML or Markdown. At least 20 need an
    answer; accepted "answers" teach which sentence to mark. When to abstain is taught by those
    that have none ("answerable": false), and by near misses, made of every third question that
    names somebody or something, by a name out of another; in that, no later DIR or FILE counts
    more than the first, however many questions it has.

    The table shows how such weights do on questions of other articles than they were learned
    from: cross-validation, all questions of one article being on one side. What is written in the
    end is learned from all of them. QUOTH_WEIGHTS=FILE answers by it.

    With --vectors, it is the word vectors that are made: word_vectors.npy, its vocabulary, and
    what says by which command and of what, licences included. Those that come with Quoth stand in
    retrieval/text/.
    """
    if vectors:
        _refuse_beside_vectors(
            {
                "--plot": plot,
                "--samples": samples,
                "--reader": with_reader,
                "--jobs": jobs,
                "--sources": sources,
                "--data-dir": data_dir,
            }
        )
        return _train_vectors(paths, encoder, output, as_json)
    if encoder is not None:
        raise UsageError("expected --vectors with --encoder, got only that")
    output = output or _WEIGHTS_OUTPUT
    _check_training(output, plot)
    from bot.eval.evaluation import process_count, suites_at
    from bot.eval.training import train

    suites = suites_at(paths, own_sources=not sources)
    workspace = workspace_of(sources, data_dir)
    trained = train(suites, workspace, jobs or process_count(), samples, with_reader=with_reader)
    trained.weights.save(output)
    if plot is not None:
        from bot.eval.report.plots import write_reliability_plot

        write_reliability_plot(plot, trained.bins)
    from bot.eval.training import training_object, training_text

    if as_json:
        from bot.terminal.streams import json_line

        write_bytes(json_line({**training_object(trained), "output": str(output)}))
        return Status.DONE
    from bot.terminal.streams import Terminal

    write("".join(training_text(trained, Terminal.of(sys.stdout))))
    beside = ", with that reader" if with_reader else ""
    write(f"Written to {output}: QUOTH_WEIGHTS={output} answers by it{beside}.\n")
    return Status.DONE


def _refuse_beside_vectors(options: Mapping[str, object]) -> None:
    for option in (name for name, given in options.items() if given):
        raise UsageError(f"expected --vectors or {option}, got both")


def _train_vectors(
    paths: tuple[Path, ...], encoder: Path | None, output: Path | None, as_json: bool
) -> Status:
    from bot.eval.vector_table import OUTPUT, make_word_vectors
    from bot.terminal.streams import json_line

    made = make_word_vectors(paths, encoder, output or OUTPUT)
    if as_json:
        write_bytes(json_line({**made._asdict(), "output": str(made.output)}))
    else:
        write(
            f"Written to {made.output}: vectors of {made.pieces:,} pieces of words, "
            f"out of {made.texts:,} texts.\n"
        )
    return Status.DONE


def _check_training(output: Path, plot: Path | None) -> None:
    """Make sure that what is learned could be written, before anything is asked."""
    if output.is_dir():
        raise UsageError(f"--output: expected a file, got the folder {output}")
    if not output.parent.is_dir():
        raise UsageError(f"--output: expected a file in a folder, got {output}: no such folder")
    if output.is_file() and output.stat().st_size:
        try:
            Weights.load(output)
        except UsageError as error:
            raise UsageError(
                f"--output: expected a new file, or weights to write over, got {output}"
            ) from error
    if plot is not None:
        from bot.eval.report import check_report_path

        check_report_path(plot, "--plot")
