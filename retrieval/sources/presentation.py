"""PowerPoint presentations (.pptx): each slide a page, its title a heading, its notes below."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from retrieval.model import Block, BlockKind, ParsedDocument
from retrieval.sources.archive import FAULTS, Archive
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.grid import Grid, Row
from retrieval.sources.office_text import Composer, Runs, Script, is_fixed_font


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's page is its slide, its line its paragraph there.

    A slide's notes come after what it shows. Hidden slides, and what is the same on every
    slide (footer, date, number), are not read.

    Raises:
        UnreadableFile: it cannot be opened, is too large as it is or unpacked, or is no
            PowerPoint presentation.
    """
    raw = read_whole(file, limits)
    draft = Draft()
    with parsing("PowerPoint presentation", *FAULTS, library="zipfile"):
        archive = Archive(raw, limits)
        writer = _Writer(archive, draft, Grid(draft, report, len(raw)))
        for page, part in enumerate(_slides(archive), 1):
            writer.slide(part, page)
        title = archive.title()
        blocks = writer.blocks()
    generic = title.lower() in ("powerpoint presentation", "presentation")
    yield parsed(
        file, raw, draft.text, blocks, title=writer.title if generic else title or writer.title
    )


_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_TITLES = ("title", "ctrTitle")
_REPEATED = ("ftr", "dt", "hdr", "sldNum", "sldImg")
_ON = ("1", "true")
_DEEPEST = 8
_SHAPES = {f"{_P}{name}" for name in ("sp", "graphicFrame", "grpSp", "cxnSp")}
_RUNS = {f"{_A}r", f"{_A}fld"}


def _slides(archive: Archive) -> Iterator[str]:
    """Yields the names of the slides' parts in their order, missing ones as empty names."""
    name = archive.main_part("ppt/presentation.xml")
    root = archive.xml(name)
    if root is None:
        raise KeyError(f"no {name}")
    relations = archive.relations(name)
    identities = (slide.get(_ID, "") for slide in root.iterfind(f"{_P}sldIdLst/{_P}sldId"))
    for identity in dict.fromkeys(identities):
        yield relations[identity].target if identity in relations else ""


class _Writer:
    """Writes slide by slide."""

    def __init__(self, archive: Archive, draft: Draft, grid: Grid) -> None:
        self._archive = archive
        self._composer = Composer(draft)
        self._grid = grid
        self._page = 0
        self._line = 0

    @property
    def title(self) -> str | None:
        """The title of the first slide that has one."""
        return self._composer.title

    def blocks(self) -> list[Block]:
        """The blocks written."""
        return self._composer.blocks()

    def slide(self, part: str, page: int) -> None:
        """Writes a slide and its notes; nothing of a slide that is hidden."""
        root = self._archive.xml(part)
        if root is None or root.get("show") in ("0", "false"):
            return
        self._page, self._line = page, 0
        shapes = [shape for tree in root.iter(f"{_P}spTree") for shape in _flat(tree)]
        for shape in sorted(shapes, key=lambda shape: _kind(shape) not in _TITLES):
            self._shape(shape)
        for kind, target in self._archive.relations(part).values():
            if kind == "notesSlide":
                self._notes(target)
            elif kind == "diagramData":
                self._diagram(target)

    def _notes(self, part: str) -> None:
        root = self._archive.xml(part)
        for shape in root.iter(f"{_P}sp") if root is not None else ():
            if _kind(shape) == "body":
                for paragraph in shape.iter(f"{_A}p"):
                    self._write(paragraph, "paragraph")

    def _diagram(self, part: str) -> None:
        """Writes the texts of a drawing whose boxes are a list."""
        root = self._archive.xml(part)
        for point in root.iter(f"{_DIAGRAM}t") if root is not None else ():
            for paragraph in point.iter(f"{_A}p"):
                self._write(paragraph, "item", label="-")

    def _shape(self, shape: Element) -> None:
        kind = _kind(shape)
        if kind in _REPEATED:
            return
        for table in shape.iter(f"{_A}tbl"):
            self._table(table)
        body = shape.find(f"{_P}txBody")
        if body is None:
            return
        paragraphs = [
            paragraph for paragraph in body.iter(f"{_A}p") if _runs(paragraph).text.strip()
        ]
        if kind in _TITLES:
            self._heading(paragraphs)
            return
        for paragraph in paragraphs:
            properties = paragraph.find(f"{_A}pPr")
            level = _level(properties)
            if _is_item(properties, level, listed=kind == "body" and len(paragraphs) > 1):
                self._write(paragraph, "item", level, "-")
            else:
                self._write(paragraph, "paragraph")

    def _heading(self, paragraphs: list[Element]) -> None:
        runs = Runs()
        for paragraph in paragraphs:
            runs.add(f"{_runs(paragraph).text} ")
        self._line += 1
        self._composer.write(runs, "heading", self._line, level=1, page=self._page)

    def _write(self, paragraph: Element, kind: BlockKind, level: int = 0, label: str = "") -> None:
        self._line += 1
        self._composer.write(
            _runs(paragraph), kind, self._line, level=level, label=label, page=self._page
        )

    def _table(self, table: Element) -> None:
        properties = table.find(f"{_A}tblPr")
        named = properties is not None and properties.get("firstRow") in _ON
        self._line += 1
        above: dict[int, str] = {}
        rows = [
            Row(_cells(row, above), (self._line, self._line), named=named and not number)
            for number, row in enumerate(table.iterfind(f"{_A}tr"))
        ]
        self._composer.end_code()
        self._grid.write(rows, page=self._page)


def _flat(tree: Element) -> Iterator[Element]:
    """Yields the shapes of a slide, those of groups in their place."""
    for shape in tree:
        if shape.tag == f"{_P}grpSp":
            yield from _flat(shape)
        elif shape.tag in _SHAPES:
            yield shape


def _kind(shape: Element) -> str:
    """What a shape is a place for ("title", "body"); empty for a shape of its own."""
    place = shape.find(f"*/{_P}nvPr/{_P}ph")
    return place.get("type", "body") if place is not None else ""


def _level(properties: Element | None) -> int:
    stated = properties.get("lvl", "0") if properties is not None else "0"
    return min(int(stated), _DEEPEST) if stated.isdecimal() and len(stated) < 3 else 0


def _is_item(properties: Element | None, level: int, *, listed: bool) -> bool:
    """Whether a paragraph has a bullet or a number: its own, or that of its place."""
    for child in properties if properties is not None else ():
        if child.tag == f"{_A}buNone":
            return False
        if child.tag in (f"{_A}buChar", f"{_A}buAutoNum", f"{_A}buBlip"):
            return True
    return listed or level > 0


def _runs(paragraph: Element) -> Runs:
    runs = Runs()
    for child in paragraph:
        if child.tag in _RUNS:
            properties = child.find(f"{_A}rPr")
            script, bold, fixed = _look(properties)
            words = (child.findtext(f"{_A}t") or "").replace("\v", "\n")
            runs.add(words, script, bold=bold, fixed=fixed)
        elif child.tag == f"{_A}br":
            runs.add("\n", bold=True)
        elif child.tag.endswith("}AlternateContent") or child.tag.endswith("}m"):
            runs.add("".join(text.text or "" for text in child.iter() if text.tag.endswith("}t")))
    return runs


def _look(properties: Element | None) -> tuple[Script, bool, bool]:
    """How a run is shown: raised or lowered, bold, in a font as code has it."""
    if properties is None:
        return "", False, False
    baseline = properties.get("baseline", "0")
    script: Script = "sub" if baseline.startswith("-") else "super"
    font = properties.find(f"{_A}latin")
    return (
        script if baseline.strip("-0%") else "",
        properties.get("b") in _ON,
        is_fixed_font(font.get("typeface") if font is not None else None),
    )


def _cells(row: Element, above: dict[int, str]) -> list[str]:
    """The texts of a row's cells; one that goes on from the row above has the text from there."""
    texts: list[str] = []
    for column, cell in enumerate(row.iterfind(f"{_A}tc")):
        text = " ".join(_runs(paragraph).text for paragraph in cell.iter(f"{_A}p")).strip()
        if cell.get("vMerge") in _ON:
            text = above.get(column, "")
        else:
            above[column] = text
        texts.append(text)
    return texts
