"""`quoth index`: the index, built or brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.options import json_option, workspace_of, workspace_options
from bot.cli.output import json_line, report_skipped
from bot.terminal.layout import counted, one_line
from bot.terminal.progress import EncodingProgress
from bot.terminal.streams import write, write_bytes
from bot.workspace import Workspace, open_timed
from retrieval.errors import IndexFault, UsageError

if TYPE_CHECKING:
    from retrieval.library import Library
    from retrieval.reader.reader import TransformerReader


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth index",
        "quoth index --sources notes/ --sources corpus.jsonl --data-dir indexes/",
        "quoth index --rebuild",
        "quoth index --vectors",
    ),
)
@click.option("--rebuild", is_flag=True, help="Read every file anew, whether it changed or not.")
@click.option(
    "--vectors",
    is_flag=True,
    help="Let the reader encode every passage too, so that questions take less of its time. "
    "It is QUOTH_READER, or comes with the extra semantic.",
)
@json_option
@workspace_options
def command(
    rebuild: bool, vectors: bool, as_json: bool, sources: tuple[Path, ...], data_dir: Path | None
) -> Status:
    """Build the index of the sources, or refresh what changed in them.

    The other commands do this by themselves; here it is done ahead of the first question, and
    fails with 4 where the index cannot be kept.
    """
    workspace = workspace_of(sources, data_dir)
    reader = encoder_of(workspace) if vectors else None
    library, built, seconds = open_timed(workspace, must_persist=True, rebuild=rebuild)
    counts: dict[str, float | str] = {
        "documents": library.corpus.documents,
        "passages": len(library),
        "seconds": round(seconds, 3),
        "built": built,
        "data_dir": str(workspace.data_dir),
    }
    if reader is not None:
        counts["vectors"] = kept_vectors(library, workspace, reader)
    report_skipped(library.snapshot.skipped)
    if as_json:
        write_bytes(json_line(counts))
        return Status.DONE
    done = "Indexed" if built else "Up to date:"
    write(
        f"{done} {counted(library.corpus.documents, 'document')}, "
        f"{counted(len(library), 'passage')} in {seconds:.2f} s: "
        f"{one_line(str(workspace.data_dir))}\n"
    )
    if reader is not None:
        write(f"Vectors are kept of {counted(int(counts['vectors']), 'passage')}\n")
    return Status.DONE


def encoder_of(workspace: Workspace) -> TransformerReader:
    """Return the reader that makes vectors. Raises UsageError where there is none."""
    from retrieval.reader.reader import found_reader

    settings = workspace.settings
    if settings.cluster is not None:
        raise UsageError("--vectors: expected an index on this machine, got one in a cluster")
    reader = found_reader(settings.reader, settings.reader_threads, settings.reader_budget)
    if reader is None:
        raise UsageError(
            "--vectors: expected a reader, got none: pip install 'quoth[semantic]', "
            "or set QUOTH_READER"
        )
    if reader.kind != "encoder":
        raise UsageError(f"--vectors: expected an encoder, got {reader.kind or 'none'}")
    return reader


def kept_vectors(library: Library, workspace: Workspace, reader: TransformerReader) -> int:
    """Return of how many passages vectors are kept, once all are. Raises IndexFault."""
    from retrieval.reader.vector_store import StoreName, corpus_texts, keep_vectors
    from retrieval.text.analyzer import analyzer_for

    name = StoreName.of(workspace.data_dir, library.snapshot, library.recipe, reader.sha256)
    texts = corpus_texts(library.corpus, analyzer_for(library.recipe.language))
    try:
        with EncodingProgress(len(library)) as progress:
            store = keep_vectors(name, texts, reader.encode, progress)
    except OSError as error:
        raise IndexFault(f"cannot write to {workspace.data_dir}: {error.strerror}") from error
    return 0 if store is None else len(store)
