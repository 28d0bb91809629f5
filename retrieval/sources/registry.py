"""Which loader reads which type of file. A loader is imported when its type first turns up."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import DEFAULT_LIMITS, Limits, Report, SourceFile, why
from retrieval.sources.encoding import BINARY

PACKED = ".gz"
"""The suffix of a file that holds another one, packed by gzip."""

_REASONS = {
    "Word before 2007: save it as .docx": ".doc .dot .wri",
    "Excel before 2007: save it as .xlsx": ".xls .xlt .xlw .xlsb",
    "PowerPoint before 2007: save it as .pptx": ".ppt .pps .pot",
    "Apple iWork: export it as .docx, .xlsx or .pptx": ".pages .numbers",
    "old word processor: save it as .docx or .odt": ".wpd .wps .sxw .abw .lwp .hwp",
    "Outlook: save the message as .eml": ".msg .pst .ost",
    "e-book without a loader: convert it to .epub": ".mobi .azw .azw3 .kfx .lit .fb2 .prc",
    "page images without text": ".djvu .djv .xps .oxps .ps .eps .dvi",
    "compiled help": ".chm .hlp",
    "picture": (
        ".png .jpg .jpeg .jfif .gif .bmp .tif .tiff .webp .avif .heic .ico .icns .svg .svgz .psd"
        " .ai .xcf .raw .cr2 .nef .drawio .dia .vsd .vsdx .odg .fig .xpm .xbm .pbm .pgm .ppm"
    ),
    "sound": ".mp3 .wav .flac .ogg .oga .opus .m4a .aac .wma .aiff .mid .midi",
    "video": ".mp4 .m4v .mov .avi .mkv .webm .wmv .flv .mpg .mpeg .ogv",
    "font": ".ttf .otf .woff .woff2 .eot .pfb .afm",
    "archive": (
        ".zip .tar .tgz .tbz .tbz2 .txz .bz2 .xz .zst .lz .lz4 .lzma .7z .rar .jar .war .whl .egg"
        " .deb .rpm .apk .dmg .iso .img .cab .msi .crate .gem .nupkg"
    ),
    "program": (".exe .dll .so .dylib .a .o .obj .lib .bin .class .pyc .pyo .pyd .wasm .elc .beam"),
    "database or data": (
        ".db .sqlite .sqlite3 .mdb .accdb .dbf .parquet .feather .arrow .orc .avro .h5 .hdf5 .npy"
        " .npz .pkl .pickle .joblib .rds .rdata .sav .dta .mat .pt .pth .onnx .safetensors .gguf"
        " .geojson .topojson .shp .gpx .kml .bson .pcap .mo .jsonc .json5 .webmanifest .har"
    ),
    "style sheet or script of a page": (
        ".css .scss .sass .less .styl .js .mjs .cjs .map .vue .svelte .htc"
    ),
    "program code": (
        ".py .pyi .pyx .ipy .ts .tsx .jsx .c .h .cc .cpp .cxx .hh .hpp .hxx .inl .cs .fs .vb .java"
        " .kt .kts .scala .groovy .gradle .go .rs .rb .erb .php .pl .pm .t .swift .mm .lua .jl .hs"
        " .lhs .ml .mli .sh .bash .zsh .fish .ksh .csh .ps1 .psm1 .bat .cmd .vbs .sql .asm .s .el"
        " .lisp .clj .cljs .erl .hrl .ex .exs .dart .nim .zig .tcl .awk .vim .cmake .ninja .am .ac"
        " .m4 .proto .thrift .graphql .sol .f .f90 .pas .d .r"
    ),
    "XML without a loader": ".xml .xsl .xslt .xsd .dtd .rng .rss .atom .plist .resx .xlf .wsdl",
    "made by a program": ".lock .sum .min .snap .sig .gpg .pem .crt .cer .der .p12 .pub",
    "translations": ".po .pot",
    "copy that an editor left": ".bak .orig .rej .swp .swo .tmp .temp .old .part .crdownload",
}
UNREAD: Mapping[str, str] = MappingProxyType(
    {suffix: reason for reason, suffixes in _REASONS.items() for suffix in suffixes.split()}
)
"""File suffix, in lower case, to the reason why files of this type are not read."""


def suffix_of(name: str) -> str:
    """The suffix that decides the type of a file of this name: lower case, with its dot."""
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f".{suffix.lower()}" if stem and dot and suffix else ""


def is_packed(name: str) -> bool:
    """Whether a file of this name holds another one, named as it is without the suffix."""
    return suffix_of(name) == PACKED


HEAD_BYTES = 16 * 1024


def head_of(path: Path, *, packed: bool = False) -> bytes:
    """The first bytes of a file, or of the file that is packed in it.

    Raises:
        UnreadableFile: it cannot be opened, or is not packed as it should be.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError as fault:
        raise UnreadableFile(why(fault)) from fault
    if not packed or not head:
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
    except zlib.error as fault:
        raise UnreadableFile("not packed by gzip") from fault


_CONTROLS = bytes(set(range(32)) - set(b"\b\t\n\v\f\r\x1b"))
_CONTROLS_ALLOWED = 0.02
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_ZEROS = 0.3


def is_text(head: bytes) -> bool:
    """Whether the first bytes of a file are text, as far as they tell."""
    if head.startswith(_MARKS):
        return True
    if b"\0" in head:
        # UTF-16 of Western text: every other byte is zero.
        even, odd = head[0::2].count(0), head[1::2].count(0)
        return max(even, odd) > _ZEROS * len(head) / 2 and min(even, odd) < 0.05 * len(head) / 2
    return len(head) - len(head.translate(None, _CONTROLS)) <= len(head) * _CONTROLS_ALLOWED


_HEADER = rb"[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*"
_BEFORE_PAGE = rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?>.*?-->)\s*+)*+"
_SIGNATURES = (
    (rb"\s*%PDF-", "pdf"),
    (rb"\s*\{\\rtf", "rtf"),
    (_BEFORE_PAGE + rb"<(?:!doctype\s+)?html\b", "html"),
    (rb"From [^\n]* \d{4}\r?\n[A-Za-z][\w-]*:", "mail"),
    (rb"(?=(?:[^\n]+\n){0,60}?Message-ID:)(?=(?:[^\n]+\n){0,60}?From:)" + _HEADER, "mail"),
    (rb"(?:\xef\xbb\xbf)?WEBVTT(?:\s|\Z)", "subtitles"),
    (rb"\s*\.(?:TH|Dd|so)[ \t]|\s*[.'].*?\n\.(?:TH|Dd)[ \t]", "man"),
)
_EXPORT = (
    rb"""(?:\xef\xbb\xbf)?\s*(?:\{.*"messages"\s*:\s*\["""
    rb"""|\[\s*\{.*(?:"type"\s*:\s*"message"|"Contents"\s*:))"""
)


def by_content(head: bytes) -> str:
    """The module that loads a file with these first bytes, whatever its name says.

    Raises:
        UnreadableFile: they are no text, nor of another type that is told by its beginning.
    """
    for pattern, module in _SIGNATURES:
        # Compiled when first needed: most folders hold no such file.
        if re.match(pattern, head, re.DOTALL | (0 if module == "man" else re.IGNORECASE)):
            return module
    if not is_text(head):
        raise UnreadableFile(BINARY)
    return "text"


def check_export(head: bytes) -> None:
    """Makes sure that a JSON file with these first bytes may be the export of a chat.

    Raises:
        UnreadableFile: it is none.
    """
    if not re.match(_EXPORT, head, re.DOTALL):
        raise UnreadableFile("JSON, but no chat export of Slack, Discord or Telegram")


_MODULES = {
    "text": ".txt .text .log",
    "markdown": ".md .markdown .mdown .mkd .mdx .qmd .rmd",
    "html": ".html .htm .xhtml .xht .shtml",
    "pdf": ".pdf",
    "word": ".docx .docm .dotx .dotm",
    "json_lines": ".jsonl .ndjson",
    "rst": ".rst .rest",
    "asciidoc": ".adoc .asciidoc .asc",
    "org": ".org",
    "man": ".man .mdoc .1 .2 .3 .4 .5 .6 .7 .8 .9",
    "latex": ".tex .latex .ltx",
    "epub": ".epub",
    "delimited": ".csv .tsv .tab",
    "spreadsheet": ".xlsx .xlsm .xltx .xltm",
    "odt": ".odt .ott .ods .ots",
    "presentation": ".pptx .pptm .ppsx .ppsm .potx",
    "rtf": ".rtf",
    "notebook": ".ipynb",
    "mail": ".eml .mbox .mbx",
    "subtitles": ".srt .vtt",
    "chat_export": ".json",
    "archive": ".gz",
}
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {suffix: module for module, suffixes in _MODULES.items() for suffix in suffixes.split()}
)
"""File suffix, in lower case, to the module in this package that loads it.

A file of any other type is read as well where its content is text: see `loader_of`.
"""

TYPES = (
    "plain text, Markdown, HTML, PDF, EPUB, reStructuredText, AsciiDoc, Org, LaTeX, manual pages,"
    " Word, OpenDocument, PowerPoint, Excel, CSV, RTF, notebooks, e-mail, subtitles, exports of"
    " chats, JSON Lines"
)
"""What is read, in a person's words, for messages that tell it."""

_LIBRARIES = {
    "lxml": ".html .htm .xhtml .xht .shtml .epub .eml .mbox .mbx",
    "pypdfium2": ".pdf",
    "docutils": ".rst .rest",
}
LIBRARIES: Mapping[str, str] = MappingProxyType(
    {suffix: module for module, suffixes in _LIBRARIES.items() for suffix in suffixes.split()}
)
"""File suffix to the optional library that its loader uses, where it uses one."""

# A digit is as often a version or a rotated log as the section of a manual.
_DOUBTFUL = frozenset(f".{section}" for section in range(1, 10))


class Loader(Protocol):
    """What every loader module offers."""

    def load(self, file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
        """Yields the file's documents; see `retrieval.sources.registry.load`."""


def library_of(name: str) -> str | None:
    """The optional library that reading a file of this name uses, packed or not."""
    suffix = suffix_of(name)
    inner = name[: -len(suffix)] if is_packed(name) else name
    return LIBRARIES.get(suffix_of(inner))


def loader_of(path: Path, name: str) -> str:
    """The module that loads a file: by its name, else by its content, of which little is read.

    Raises:
        UnreadableFile: it cannot be opened, is of a type that is not read, or binary.
    """
    module = unpacked_loader_of(path, name)
    return "archive" if is_packed(name) else module


def unpacked_loader_of(path: Path, name: str) -> str:
    """The module that loads a file, or the one that is packed in it; raises as `loader_of`."""
    packed = is_packed(name)
    suffix = suffix_of(name[: -len(".gz")]) if packed else suffix_of(name)
    if suffix == ".gz":
        raise UnreadableFile("packed more than once")
    if reason := "copy that an editor left" if name.endswith("~") else UNREAD.get(suffix):
        raise UnreadableFile(reason)
    module = SUFFIXES.get(suffix)
    if module == "chat_export":
        check_export(head_of(path, packed=packed))
    elif module is None or suffix in _DOUBTFUL:
        module = by_content(head_of(path, packed=packed))
    return module


def _unheard(_line: str) -> None:
    """Takes a report that nobody asked for."""


def load(
    file: SourceFile, limits: Limits = DEFAULT_LIMITS, report: Report = _unheard
) -> Iterator[ParsedDocument]:
    """Yields the documents in a file: one, except where it holds records or messages.

    `report` is called with one line, without the file's name, for each part that had to be
    left out while the rest was read, such as a broken record.

    Raises:
        UnreadableFile: the file as a whole cannot be read. It may come after some documents
            were yielded, where a file that is streamed changes meanwhile.
    """
    name = loader_of(file.path, file.doc_id)
    loader = cast("Loader", import_module(f"retrieval.sources.{name}"))
    yield from loader.load(file, limits, report)
