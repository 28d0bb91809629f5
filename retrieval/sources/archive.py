"""Zip packages of XML parts, as office formats are: read with bounds on all that they hold."""

from __future__ import annotations

import gzip
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, XMLParser

from retrieval.errors import UnreadableFile
from retrieval.model import Document, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, digest, in_words, why
from retrieval.sources.registry import PACKED

FAULTS = (ParseError,)
"""What reading a part raises besides the errors that all parsers let through."""

_EXPANSION = 4
"""How many times `max_file_bytes` the parts that are read may take up once unpacked."""
_MOST_PARTS = 20_000
_FEWEST_TAGS, _MOST_TAGS, _TAGS_PER_BYTE = 3_000_000, 12_000_000, 3
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


class Relationship(NamedTuple):
    """What a part refers to: the last word of its type ("header"), and the part's name."""

    kind: str
    target: str


class Archive:
    """The parts of a package by their names; those that are missing read as None.

    Raises:
        UnreadableFile: there are more parts than a document has.
        zipfile.BadZipFile: it is no package.
    """

    def __init__(self, raw: bytes, limits: Limits) -> None:
        if raw.startswith(_OLD_OFFICE):
            raise UnreadableFile("encrypted, or of an Office before 2007")
        # Counted in the bytes: opening the package would make an object of each.
        if raw.count(b"PK\x01\x02") > _MOST_PARTS:
            raise UnreadableFile(f"more than {_MOST_PARTS:,} parts in it")
        self._package = zipfile.ZipFile(io.BytesIO(raw))
        self._names = set(self._package.namelist())
        self._most = _EXPANSION * limits.max_file_bytes
        self._left = self._most
        self._tags = min(max(_FEWEST_TAGS, _TAGS_PER_BYTE * len(raw)), _MOST_TAGS)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part.

        Raises:
            UnreadableFile: with it, more was unpacked than may be.
        """
        if name not in self._names:
            return None
        with self._package.open(name) as stream:
            part = stream.read(self._left + 1)
        self._left -= len(part)
        if self._left < 0:
            raise UnreadableFile(f"larger than {in_words(self._most)} when unpacked")
        return part

    def xml(self, name: str) -> Element | None:
        """The root of a part.

        Raises:
            UnreadableFile: with it, more elements were read than may be, or it declares
                entities.
            ParseError: it is no XML.
        """
        part = self.part(name)
        if not part:
            return None
        self._tags -= max(part.count(b"<"), 2 * part.count(b"="))
        if self._tags < 0:
            raise UnreadableFile("more tags and attributes in it than can be held")
        parser = XMLParser()  # noqa: S314 - what it could be led astray by was refused
        parser.feed(part)
        return parser.close()

    def part(self, name: str) -> bytes | None:
        """The XML of a part, in an encoding like ASCII, without a document type.

        Raises:
            UnreadableFile: it declares one, and with it entities.
        """
        part = self.read(name)
        return _plain(part) if part else None

    def relations(self, name: str) -> Mapping[str, Relationship]:
        """What a part refers to inside the package, by the ids it uses for that."""
        folder, _, leaf = name.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{leaf}.rels"))
        found: dict[str, Relationship] = {}
        for relation in root.iter(_RELATIONS) if root is not None else ():
            if relation.get("TargetMode") != "External":
                target = posixpath.join("/", folder, relation.get("Target", ""))
                kind = relation.get("Type", "").rpartition("/")[2]
                found[relation.get("Id", "")] = Relationship(kind, posixpath.normpath(target)[1:])
        return found

    def main_part(self, usual: str) -> str:
        """The name of the part that the package is about."""
        kinds = self.relations("").values()
        return next((target for kind, target in kinds if kind == "officeDocument"), usual)

    def title(self) -> str:
        """The title among the properties of an Office document; empty where none is stated."""
        properties = self.xml("docProps/core.xml")
        return ((properties.findtext(_TITLE) if properties is not None else "") or "").strip()


_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_DECLARED = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!DOCTYPE", re.DOTALL
)


_ROOT = re.compile(rb"<([\w.-]+(?::[\w.-]+)?)[^>]*[^>/]>")
_PIECE_BYTES, _MOST_BYTES = 2**18, 2**23


def elements(part: bytes, name: str) -> Iterator[Element]:
    """Yields the elements of a name that follow each other in a part, a piece of it at a time.

    What is not in one of them is passed over, and so is one without an end of its own.

    Raises:
        UnreadableFile: one of them is endless.
        ParseError: it is no XML.
    """
    root = _ROOT.search(part)
    first = re.search(rb"<(?:[\w.-]+:)?%s[\s/>]" % name.encode(), part)
    if root is None or first is None:
        return
    end = re.compile(rb"</(?:[\w.-]+:)?%s\s*>" % name.encode())
    place = first.start()
    while place < len(part):
        stop = place
        for found in end.finditer(part, place, place + _PIECE_BYTES):
            stop = found.end()
        if stop == place:
            longer = end.search(part, place, place + _MOST_BYTES)
            if longer is None and place + _MOST_BYTES < len(part):
                raise UnreadableFile(f"an element in it is endless ({name})")
            if longer is None:
                return
            stop = longer.end()
        parser = XMLParser()  # noqa: S314 - what it could be led astray by was refused
        for piece in (root[0], part[place:stop], b"</%s>" % root[1]):
            parser.feed(piece)
        for element in parser.close():
            if element.tag.endswith(f"}}{name}"):
                yield element
        place = stop


def _plain(part: bytes) -> bytes:
    """The part in an encoding in which a declaration can be seen, and in the usual namespaces."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        codec = "utf-16" if part[:1] in (b"\xff", b"\xfe") else None
        codec = codec or ("utf-16-le" if part[:1] == b"<" else "utf-16-be")
        declared = re.compile(r"<\?xml.*?\?>", re.DOTALL)
        part = declared.sub("", part.decode(codec), count=1).encode()
    if _DECLARED.match(part):
        raise UnreadableFile("it declares a document type, which no such file does")
    return (
        _STRICT_NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
        if _STRICT in part
        else part
    )


_GZIP_PIECE = 2**18
_GZIP_EXPANSION, _LEAST_BYTES = 100, 2**20


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the documents of the file inside; lines and pages are counted in that one.

    Raises:
        UnreadableFile: it cannot be opened, is not packed by gzip or damaged, or what is inside
            is larger than any text would be or cannot be read.
    """
    from retrieval.sources.registry import load as load_inside

    sha256 = digest(file.path)
    name = file.doc_id[: -len(PACKED)]
    with TemporaryDirectory(prefix="quoth-") as folder:
        path = Path(folder) / name.rpartition("/")[2]
        _unpack(file.path, path, limits.max_file_bytes)
        inside = file._replace(path=path, doc_id=name, size=path.stat().st_size)
        for parsed in load_inside(inside, limits, report):
            doc_id = _outer(parsed.document, name, file.doc_id)
            outer = parsed.document._replace(doc_id=doc_id, path=str(file.path), sha256=sha256)
            yield parsed._replace(document=outer)


def _outer(document: Document, name: str, packed: str) -> str:
    """The id of a document that has it from the name of the file inside; else its own."""
    rest = document.doc_id.removeprefix(name)
    is_named = rest == "" or (rest != document.doc_id and rest.startswith("#"))
    return packed + rest if is_named else document.doc_id


def _unpack(packed: Path, target: Path, most: int) -> None:
    """Writes what is packed to a file of its own, no more of it than any text would be."""
    try:
        plausible = max(_LEAST_BYTES, _GZIP_EXPANSION * packed.stat().st_size)
        with gzip.open(packed, "rb") as stream, target.open("wb") as out:
            size = 0
            while piece := stream.read(_GZIP_PIECE):
                size += len(piece)
                if size > most:
                    raise UnreadableFile(f"larger than {in_words(most)} when unpacked")
                if size > plausible:
                    raise UnreadableFile(
                        f"more than {_GZIP_EXPANSION} times as large when unpacked"
                    )
                out.write(piece)
    except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
        raise UnreadableFile("not a readable gzip file") from fault
    except OSError as fault:
        raise UnreadableFile(why(fault)) from fault
