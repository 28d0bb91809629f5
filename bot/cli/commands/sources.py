"""What is quoted, listed, indexed and held against what was saved.

`quoth sources` lists the documents, `quoth sources diff` says which questions other sources would
change, `quoth index` builds the index or brings it up to date, and `quoth verify` holds saved
answers against the files.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

import click

from bot.cli.app import ExampleCommand, LazyGroup, ListedCommand, Status
from bot.cli.input import json_object, numbered_lines, stream_name
from bot.cli.options import (
    checked_settings,
    json_option,
    show_option,
    verbose_option,
    workspace_of,
    workspace_options,
)
from bot.cli.output import report_problems, report_skipped, show_documents
from bot.terminal.layout import counted, one_line
from bot.terminal.progress import EncodingProgress
from bot.terminal.streams import json_line, say, write, write_bytes
from bot.workspace import Workspace, checked_encoder, limits_of, open_timed, reader_of
from retrieval.errors import IndexFault, UsageError

if TYPE_CHECKING:
    from retrieval.library import Library
    from retrieval.reader.reader import TransformerReader
    from retrieval.verification import Claim, FailedClaim

SOURCES = {
    "diff": ListedCommand(__name__, "Tell what other sources would change.", "diff_command"),
}


class SourcesGroup(LazyGroup, ExampleCommand):
    """A group among the commands of `quoth` that does something by itself."""


@click.command(
    cls=SourcesGroup,
    listed=SOURCES,
    invoke_without_command=True,
    subcommand_metavar="[diff ...]",
    examples=(
        "quoth sources",
        "quoth sources --sources seeds/ --json",
        "quoth sources | cut -f 1,4",
        "quoth sources diff notes/ --sources seeds/",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@json_option
@workspace_options
@click.pass_context
def sources_command(
    context: click.Context, as_json: bool, sources: tuple[Path, ...], data_dir: Path | None
) -> Status:
    """List the documents: title, publisher, date, passages and path.

    Piped, one a line: title, publisher, date, passages, path and id with tabs between them.
    Files that could not be read, or not whole, are named on standard error.
    """
    if context.invoked_subcommand is not None:
        if as_json or sources or data_dir is not None:
            name = context.invoked_subcommand
            raise click.UsageError(f"expected the options after '{name}'", context)
        return Status.DONE
    library, built, _ = open_timed(workspace_of(sources, data_dir))
    if not built:
        # A build has said them already.
        report_problems(library.files())
    report_skipped(library.snapshot.skipped)
    show_documents(library.documents(), as_json)
    return Status.DONE


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth sources diff notes/",
        "quoth sources diff notes/ --add --questions questions.yaml --sources seeds/",
        "quoth sources diff notes/ --json",
    ),
)
@click.argument("new", metavar="NEWFOLDER", type=click.Path(path_type=Path))
@click.option(
    "--add", "adds", is_flag=True, help="NEWFOLDER joins the sources instead of replacing them."
)
@click.option(
    "--questions",
    "paths",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE",
    multiple=True,
    help='What is asked, as for "quoth eval"; may be repeated. Default: tests/regression/.',
)
@json_option
@show_option("documents, and questions,")
@workspace_options
def diff_command(
    new: Path,
    adds: bool,
    paths: tuple[Path, ...],
    as_json: bool,
    show: int,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Tell which questions would change if NEWFOLDER were asked instead of the sources.

    Says which documents are added, removed and changed, and for each question that changes what
    it was answered with and would be; what breaks comes first. Nothing is changed by it.

    The sources are those that a file of questions names, unless --sources says which. Exits with
    1 when a question breaks: when it fails, and did not before.
    """
    from bot.eval.evaluation import suites_at
    from bot.eval.sources_effect import sources_effect

    suites = suites_at(paths, own_sources=not sources)
    effect = sources_effect(suites, workspace_of(sources, data_dir), new, adds=adds)
    if as_json:
        from bot.eval.sources_effect import effect_objects

        for record in effect_objects(effect):
            write_bytes(json_line(record))
    else:
        from bot.eval.sources_effect import effect_text
        from bot.terminal.streams import Terminal

        write("".join(effect_text(effect, show, Terminal.of(sys.stdout))))
    return Status.NO_ANSWER if effect.questions.of_kind("breaks") else Status.DONE


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
def index_command(
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
    if workspace.settings.cluster is not None:
        raise UsageError("--vectors: expected an index on this machine, got one in a cluster")
    return checked_encoder(reader_of(workspace.settings), "--vectors")


def kept_vectors(library: Library, workspace: Workspace, reader: TransformerReader) -> int:
    """Return of how many passages vectors are kept, once all are. Raises IndexFault."""
    from retrieval.reader.vector_store import StoreName, corpus_texts, keep_vectors
    from retrieval.text.analyzer import analyzer_of

    name = StoreName.of(workspace.data_dir, library.snapshot, library.recipe, reader.sha256)
    engine = library.engine
    analyzer = analyzer_of(library.recipe.language, engine.df, len(engine))
    texts = corpus_texts(library.corpus, analyzer)
    try:
        with EncodingProgress(len(library)) as progress:
            store = keep_vectors(name, texts, reader.encode, progress)
    except OSError as error:
        raise IndexFault(f"cannot write to {workspace.data_dir}: {error.strerror}") from error
    return 0 if store is None else len(store)


LONGEST_SAVED_LINE = 1 << 28
"""Bytes that one saved answer may have."""


@dataclass(slots=True)
class SavedAnswers:
    """What a file of answers holds: how many it has, their quotes, and how many cannot be read."""

    answers: int
    claims: list[Claim]
    malformed: int


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth verify answers.ndjson",
        'quoth ask "who replaced Lin?" --json | quoth verify -',
    ),
)
@click.argument("answers", metavar="FILE", type=click.File("rb"))
@json_option
@verbose_option
def verify_command(answers: BinaryIO, as_json: bool) -> Status:
    """Recheck every quote of the answers in FILE ("-" for standard input) against the files.

    FILE is what `ask --json` or `ask --batch` printed. A quote holds if its file still has the
    same SHA-256 and the quote's text at the place it gives. Exits with 1 when a quote does not
    hold or its file is gone, 3 when a file cannot be read, 2 when FILE holds something else.
    """
    from retrieval.verification import failed_claims

    settings = checked_settings()
    saved = _saved_answers(answers)
    failed = []
    for claim in failed_claims(saved.claims, limits_of(settings)):
        failed.append(claim)
        write_bytes(json_line(_failed_object(claim))) if as_json else write(_failed_line(claim))
    counts = {
        "quotes": len(saved.claims),
        "answers": saved.answers,
        "files": len({claim.path for claim in saved.claims}),
        "wrong": len(failed),
    }
    write_bytes(json_line(counts)) if as_json else write(_summary(counts))
    if saved.malformed:
        lines = counted(saved.malformed, "line")
        raise UsageError(f"{stream_name(answers)}: {lines} could not be read as an answer")
    if any(claim.unread for claim in failed):
        return Status.SOURCES
    return Status.NO_ANSWER if failed else Status.DONE


def _saved_answers(stream: BinaryIO) -> SavedAnswers:
    from retrieval.verification import claims_in

    saved = SavedAnswers(0, [], 0)
    for number, line in numbered_lines(stream, LONGEST_SAVED_LINE):
        try:
            answer = json_object(line, LONGEST_SAVED_LINE)
            question_id = answer.get("_id")
            name = f"line {number}" if question_id is None else f"answer {question_id}"
            saved.claims += claims_in(answer, name)
            saved.answers += 1
        except UsageError as error:
            saved.malformed += 1
            say(f"{stream_name(stream)}, line {number}: {error}")
    return saved


def _failed_line(failed: FailedClaim) -> str:
    claim = failed.claim
    kind = "quote" if claim.section == "quotes" else "closest"
    where = f"{claim.answer}, {kind} {claim.rank}, {PurePath(claim.path).name}"
    return one_line(f"{where}: {failed.reason}") + "\n"


def _failed_object(failed: FailedClaim) -> dict[str, object]:
    claim = failed.claim
    return {
        "answer": claim.answer,
        "section": claim.section,
        "rank": claim.rank,
        "path": claim.path,
        "reason": failed.reason,
    }


def _summary(counts: dict[str, int]) -> str:
    quotes, answers = counted(counts["quotes"], "quote"), counted(counts["answers"], "answer")
    if counts["wrong"]:
        verb = "does" if counts["wrong"] == 1 else "do"
        return f"{counts['wrong']:,} of {quotes} of {answers} {verb} not match.\n"
    return f"{quotes} of {answers} match {counted(counts['files'], 'file')}.\n"
