"""`quoth questions export`: files of questions to a BEIR folder, or to qrels."""

from __future__ import annotations

from pathlib import Path

import click

from bot.command import ExampleCommand
from bot.opening import open_library
from bot.options import place_options, placed
from bot.statuses import Status
from bot.streams import write
from bot.visible import one_line
from bot.wording import counted
from retrieval.errors import UsageError


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth questions export questions.yaml --to exported/ --sources notes/",
        "quoth questions export questions.yaml --qrels exported.qrels --sources notes/",
    ),
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder for corpus.jsonl, queries.jsonl and qrels.tsv.",
)
@click.option(
    "--qrels",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A file for judgements in trec_eval's format, by passage where passages are named.",
)
@place_options
def command(
    path: Path,
    folder: Path | None,
    qrels: Path | None,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Write questions to a BEIR folder, with the documents of the sources, or to TREC qrels.

    The qrels of a BEIR folder name documents; its queries keep the words that name passages, so
    that importing them loses nothing. Fails with 2 where something named is not in the sources.
    """
    from bot.evaluating.exporting import export_beir, write_qrels
    from bot.evaluating.suites import suites_at
    from retrieval.evaluation.anchors import judged

    if folder is None and qrels is None:
        raise UsageError("expected --to DIR or --qrels FILE, got neither")
    (suite, *others) = suites_at([path])
    if others:
        raise UsageError(f"{path}: expected one file of questions, got {1 + len(others)}")
    place = placed(sources, data_dir)
    library = open_library(place._replace(sources=sources or suite.sources or place.sources))
    found = judged(library, suite.cases)
    for one in found:
        for told in one.dangling:
            raise UsageError(f"{one.case.place}: {told}")
    if folder is not None:
        export_beir(folder, found, library)
    if qrels is not None:
        write_qrels(qrels, found)
    places = " and ".join(str(path) for path in (folder, qrels) if path is not None)
    write(one_line(f"{counted(len(found), 'question')} in {places}") + "\n")
    return Status.DONE
