"""A table of word vectors made anew, and beside it what it was made of and by which licence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from bot.terminal.layout import counted
from bot.terminal.progress import EncodingProgress
from retrieval.errors import UsageError
from retrieval.reader.model_files import (
    PACKAGE,
    ModelFiles,
    files_in,
    is_packaged,
    packaged_files,
)
from retrieval.text.word_vectors import TABLE_FILE, VOCABULARY_FILE
from retrieval.training.vectors import Encoder, VectorTable, distilled, texts_of

OUTPUT = Path("word_vectors")
"""The folder that vectors are written to unless it is said."""

_MADE_WITH = ("quoth", "numpy", "onnxruntime")
_PACKAGED_MODEL = (
    "the encoder all-MiniLM-L6-v2 by the authors of Sentence Transformers "
    "(<https://www.sbert.net>), licensed under the Apache License 2.0, in the 8-bit ONNX form of "
    "the package `{package}` {version}"
)
_PACKAGED_VOCABULARY = (
    "the vocabulary of BERT base (uncased) by Google, licensed under the Apache License 2.0"
)


class MadeVectors(NamedTuple):
    """What was made: of how many texts, how many pieces with how many numbers each, and where."""

    texts: int
    pieces: int
    columns: int
    output: Path


class _Texts(NamedTuple):
    """A folder in the BEIR layout and its texts."""

    folder: Path
    texts: list[str]


def make_word_vectors(folders: Sequence[Path], encoder: Path | None, output: Path) -> MadeVectors:
    """Write the word vectors that an encoder gives over the texts of folders.

    `encoder` is a folder with model.onnx and vocab.txt, None for the packaged one. The same
    encoder and texts make the same files. Raises UsageError where one of them cannot be read or
    the folder `output` not be written.
    """
    files = _files_of(encoder)
    read = [_Texts(folder, list(texts_of(folder))) for folder in folders]
    texts = [text for one in read for text in one.texts]
    _make_folder(output)
    with EncodingProgress(len(texts), "texts") as progress:
        table = distilled(Encoder.of(files), texts, progress)
    try:
        table.save(output / TABLE_FILE.name, output / VOCABULARY_FILE.name)
        origin = "".join(_origin(table, files, encoder, read))
        (output / TABLE_FILE.with_suffix(".md").name).write_text(origin, encoding="utf-8")
    except OSError as error:
        raise _unwritable(output, error) from error
    pieces, columns = table.rows.shape
    return MadeVectors(len(texts), pieces, columns, output)


def _files_of(encoder: Path | None) -> ModelFiles:
    if encoder is not None:
        return files_in(encoder)
    if not is_packaged():
        raise UsageError(
            "--vectors: expected an encoder, got none: pip install 'quoth[semantic]', "
            "or --encoder FOLDER"
        )
    return packaged_files()


def _make_folder(output: Path) -> None:
    try:
        output.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritable(output, error) from error


def _unwritable(output: Path, error: OSError) -> UsageError:
    return UsageError(f"--output: expected a folder to write to, got {output}: {error.strerror}")


def _origin(
    table: VectorTable, files: ModelFiles, encoder: Path | None, read: Sequence[_Texts]
) -> Iterator[str]:
    """Yield the lines that say what a table was made of; nothing in them depends on the day."""
    rows, columns = table.rows.shape
    names = " ".join(_name(one.folder) for one in read)
    by = f" --encoder {_name(encoder)}" if encoder else ""
    yield "# Word vectors\n\n"
    yield f"`{TABLE_FILE.name}` ({rows:,} × {columns} 8-bit numbers) and `{VOCABULARY_FILE.name}`\n"
    yield "(its vocabulary) say what pieces of words mean. They were made by\n\n"
    yield f"    quoth train --vectors {names}{by}\n\n"
    yield f"with {', '.join(f'{name} {version(name)}' for name in _MADE_WITH)}, out of\n\n"
    for part in (*_encoder_parts(files, encoder), *map(_texts_part, read)):
        yield f"- {part};\n"
    yield "\nof which the table holds averages only. Changed from the model: its states are\n"
    yield f"averaged over the texts, reduced to {columns - 1} principal components, scaled to 8\n"
    yield "bits, and weighted by how often a piece is met.\n"


def _encoder_parts(files: ModelFiles, encoder: Path | None) -> Iterator[str]:
    digest = sha256(files.model).hexdigest()
    if encoder is not None:
        yield f"the encoder `{_name(encoder)}`, {_licence(encoder)}, its model of SHA-256 {digest}"
        return
    package = PACKAGE.replace("_", "-")
    yield _PACKAGED_MODEL.format(package=package, version=version(package))
    yield _PACKAGED_VOCABULARY


def _texts_part(read: _Texts) -> str:
    return f"{counted(len(read.texts), 'text')} of `{_name(read.folder)}`, {_licence(read.folder)}"


def _licence(folder: Path) -> str:
    """Return how the file of its licence begins, or that a folder has none."""
    for path in sorted(folder.glob("LICEN[CS]E*")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        first = next((line.strip() for line in lines if line.strip()), "")
        if first:
            return f"licensed under the {first}"
    return "whose folder states no licence"


def _name(folder: Path) -> str:
    return folder.resolve().name
