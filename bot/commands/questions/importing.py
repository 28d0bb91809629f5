"""`quoth questions import`: a BEIR folder to a file of questions."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.command import ExampleCommand
from bot.options import checked_settings, verbose_option
from bot.statuses import Status
from bot.streams import say, write
from bot.visible import one_line
from bot.wording import counted
from retrieval.errors import UsageError


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth questions import beir/ imported.yaml",
        "quoth questions import beir/ imported.md --replace",
        "quoth questions import beir/ judged.yaml --qrels qrels.txt",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--qrels",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Judgements in trec_eval's format, by document, instead of the folder's.",
)
@click.option("--replace", is_flag=True, help="Write over FILE where there is one.")
@verbose_option
def command(folder: Path, path: Path, qrels: Path | None, replace: bool) -> Status:
    """Write the questions of a BEIR folder DIR to FILE, as YAML or Markdown by its name.

    Documents that are judged as a whole stay so: name the passages by words of theirs later. A
    question of which nothing says what is right is left out, and counted on standard error.
    """
    from retrieval.evaluation.beir import CORPUS, read_beir
    from retrieval.evaluation.trec import read_trec_qrels
    from retrieval.evaluation.writing import file_text, write_file

    checked_settings()
    if path.exists() and not replace:
        raise UsageError(f"{path}: expected a file that is not there yet; --replace writes over it")
    cases = read_beir(folder, None if qrels is None else read_trec_qrels(qrels))
    kept = [case for case in cases if case.expects is not None or case.disagree is not None]
    if len(kept) < len(cases):
        say(f"{counted(len(cases) - len(kept), 'question')} left out: nothing says what is right")
    corpus = folder / CORPUS
    sources = [os.path.relpath(corpus, path.parent)] if corpus.exists() else []
    write_file(path, file_text(kept, path, sources))
    write(one_line(f"{counted(len(kept), 'question')} in {path}") + "\n")
    return Status.DONE
