"""PDF: its pages and their words read by pdfium, what the file says of itself, what cannot be read.

pdfium is asked about single characters, and each question costs as much as a hundred steps of
numpy: so it is asked about few, and by its plain functions.
"""

from __future__ import annotations

import ctypes
import math
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice, repeat
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole, require
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import clean
from retrieval.sources.metadata import looks_like_title, one_line
from retrieval.sources.pdf_layout import BOLD, MONO, PdfWords, Rule
from retrieval.sources.pdf_lines import Bookmark, PdfPage
from retrieval.sources.pdf_structure import drafted

_NO_TITLE = re.compile(
    r"untitled\b|(?:document|title|slide|powerpoint presentation)\W*\d*$|$", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|dvi|indd|odt|pdf|pptx?|ps|qxd|rtf|tex|texi|txt|xlsx?)$", re.IGNORECASE
)

_PDFIUM = Lock()
"""Held while pdfium works: it is not made for threads."""


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's lines are counted on its page, from 1.

    Pages that cannot be read, or hold no text, are reported, and the others are read.

    Raises:
        UnreadableFile: it cannot be opened, is too large, has too many pages, is encrypted,
            holds no text, is no PDF, or pypdfium2 is not installed.
    """
    require("pypdfium2", package="pypdfium2", extra="pdf", suffix=".pdf")
    raw = read_whole(file, limits)
    _refuse_bomb(raw)
    with _PDFIUM, parsing("PDF", library="pypdfium2"), _opened(raw) as pdf:
        pages = pdf.pages(limits, report)
        title = _stated_title(pdf.stated("Title"))
        outline = list(pdf.outline(len(pages)))
    draft = drafted(pages, outline)
    if not draft.blocks:
        count = "its only page" if len(pages) == 1 else f"its {len(pages)} pages"
        scan = all(page.is_read for page in pages)
        raise UnreadableFile(f"no text in {count}" + (": a scan needs OCR first" if scan else ""))
    _report_empty(pages, report)
    yield parsed(file, raw, draft.text, draft.blocks, title=title or _shown_title(draft))


def _stated_title(stated: str) -> str | None:
    """The title in the file's metadata, unless a program left it there."""
    title = clean(stated).removeprefix("Microsoft Word - ").strip()
    return None if _NO_TITLE.match(title) or _FILE_NAME.search(title) else title


def _shown_title(draft: Draft) -> str | None:
    """The first line of the text, if it is set or reads like a title."""
    first = draft.blocks[0]
    words = one_line(draft.text[first.start : first.end])
    return words if first.kind == "heading" or looks_like_title(words) else None


def _report_empty(pages: Sequence[PdfPage], report: Report) -> None:
    """Report the pages that show something without text, in one line."""
    empty = [page.number for page in pages if page.is_drawn and not page.runs]
    if len(empty) == 1:
        report(f"page {empty[0]} holds no text: it needs OCR")
    elif empty:
        report(f"pages {_listed(empty)} hold no text: they need OCR")


def _listed(numbers: Sequence[int]) -> str:
    """Numbers in a row as ranges: "3, 5-8, 11"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    return ", ".join(str(one[0]) if len(one) == 1 else f"{one[0]}-{one[-1]}" for one in ranges)


_STREAM = re.compile(rb"stream\r?\n")
_SMALLEST_BOMB = 2**15
_UNPACKED = 2**23
_RATIO = 100
_SLICE = 2**14


def _refuse_bomb(raw: bytes) -> None:
    """Refuse a file with a packed stream, no image, that is hundreds of times as long unpacked.

    Raises:
        UnreadableFile: there is one.
    """
    for found in _STREAM.finditer(raw):
        start = found.end()
        if raw[start - len(found.group()) - 3 : found.start()] == b"end":
            continue
        length = raw.find(b"endstream", start) - start
        if length < _SMALLEST_BOMB or b"/Image" in raw[max(0, start - 600) : start]:
            continue
        if _unpacked(raw[start : start + length]) > max(_UNPACKED, _RATIO * length):
            raise UnreadableFile("a few of its bytes unpack to very many")


def _unpacked(packed: bytes) -> int:
    """How long a stream is unpacked, as far as it matters."""
    unpacker = zlib.decompressobj()
    length, limit = 0, max(_UNPACKED, _RATIO * len(packed))
    try:
        for start in range(0, len(packed), _SLICE):
            length += len(unpacker.decompress(packed[start : start + _SLICE]))
            if length > limit or unpacker.eof:
                break
    except zlib.error:
        return length
    return length


@contextmanager
def _opened(raw: bytes) -> Iterator[_Pdf]:
    import pypdfium2.raw as pdfium

    pdfium.FPDF_InitLibrary()
    handle = pdfium.FPDF_LoadMemDocument64(raw, len(raw), None)
    if not handle:
        fault = pdfium.FPDF_GetLastError()
        if fault == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile("encrypted: it opens only with its password")
        if fault == pdfium.FPDF_ERR_SECURITY:
            raise UnreadableFile("encrypted in a way that pypdfium2 does not read")
        raise ValueError("it is damaged, or something else")
    try:
        yield _Pdf(handle, len(raw))
    finally:
        pdfium.FPDF_CloseDocument(handle)


_TEXT_BYTES = 4096
_ENTRIES = 20_000
_DEEPEST = 16
_SMALLEST_BUDGET = 1_000_000
_BUDGET_PER_BYTE = 3
_COST_OF_PAGE = 1000
_CHARACTERS = 200_000
_RULES = 4000


class _Pdf:
    """An open file.

    Its characters and what it draws are read up to a budget: a few bytes may say, over and over,
    what takes long to read.
    """

    def __init__(self, handle: Any, size: int) -> None:
        self._handle = handle
        self._budget = _SMALLEST_BUDGET + _BUDGET_PER_BYTE * size
        self._fonts: dict[str, bool] = {}

    def stated(self, key: str) -> str:
        """What the file's metadata say of the key; empty if nothing."""
        import pypdfium2.raw as pdfium

        return _string(partial(pdfium.FPDF_GetMetaText, self._handle, key.encode()))

    def outline(self, pages: int) -> Iterator[Bookmark]:
        """Yields the bookmarks that point into the pages read, in order."""
        import pypdfium2.raw as pdfium

        pending = [(pdfium.FPDFBookmark_GetFirstChild(self._handle, None), 1)]
        entries = 0
        while pending and entries < _ENTRIES:
            mark, level = pending.pop()
            if not mark:
                continue
            entries += 1
            pending.append((pdfium.FPDFBookmark_GetNextSibling(self._handle, mark), level))
            if level < _DEEPEST:
                pending.append((pdfium.FPDFBookmark_GetFirstChild(self._handle, mark), level + 1))
            page = self._target(mark)
            if 0 <= page < pages:
                title = _string(partial(pdfium.FPDFBookmark_GetTitle, mark))
                yield Bookmark(title, page + 1, level)

    def _target(self, mark: Any) -> int:
        """The page that a bookmark points at, from 0; -1 without one."""
        import pypdfium2.raw as pdfium

        place = pdfium.FPDFBookmark_GetDest(self._handle, mark)
        action = None if place else pdfium.FPDFBookmark_GetAction(mark)
        if action:
            place = pdfium.FPDFAction_GetDest(self._handle, action)
        return int(pdfium.FPDFDest_GetDestPageIndex(self._handle, place)) if place else -1

    def pages(self, limits: Limits, report: Report) -> list[PdfPage]:
        """Every page; one without words where it cannot be read, and a report.

        Raises:
            UnreadableFile: there are more than allowed.
        """
        import pypdfium2.raw as pdfium

        count = pdfium.FPDF_GetPageCount(self._handle)
        if count > limits.max_pages:
            raise UnreadableFile(f"{count} pages, more than the {limits.max_pages} allowed")
        if count < 1:
            raise ValueError("it has no pages")
        pages: list[PdfPage] = []
        for number in range(1, count + 1):
            if self._budget <= 0:
                report(f"pages {number} to {count}: left out, far too much for so short a file")
                break
            label = _string(partial(pdfium.FPDF_GetPageLabel, self._handle, number - 1))
            page = PdfPage(number, label if label != str(number) else "")
            try:
                with parsing("page", library="pypdfium2"):
                    page = self._filled(page)
            except UnreadableFile as fault:
                report(f"page {number}: {fault}")
            pages.append(page)
        return pages

    def _filled(self, page: PdfPage) -> PdfPage:
        """The page with what is on it."""
        import pypdfium2.raw as pdfium

        loaded = pdfium.FPDF_LoadPage(self._handle, page.number - 1)
        text = pdfium.FPDFText_LoadPage(loaded) if loaded else None
        try:
            if not text:
                raise ValueError("it is damaged")
            objects = pdfium.FPDFPage_CountObjects(loaded)
            characters = pdfium.FPDFText_CountChars(text)
            self._budget -= _COST_OF_PAGE + objects + characters
            if characters > _CHARACTERS:
                raise ValueError(f"more than {_CHARACTERS} characters")
            runs = tuple(Characters(loaded, text, self._fonts).runs())
            rules = tuple(islice(rules_of(loaded), _RULES)) if runs else ()
            return page._replace(runs=runs, rules=rules, is_read=True, is_drawn=objects > 0)
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
            if loaded:
                pdfium.FPDF_ClosePage(loaded)


def _string(ask: Callable[[Any, int], int]) -> str:
    """A string as pdfium hands it over: UTF-16 with a NUL, in as many bytes as it says."""
    buffer = ctypes.create_string_buffer(_TEXT_BYTES)
    length = ask(buffer, _TEXT_BYTES)
    # One that is longer than the buffer is not handed over.
    return buffer.raw[: length - 2].decode("utf-16-le", "replace") if length > 2 else ""


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]
    Numbers = NDArray[np.float64]


class _Calls(NamedTuple):
    """What is asked for many characters, with plain numbers for pointers: half the time.

    Each but `font` is given the text of a page and the number of a character.
    """

    owner: Callable[[int, int], int | None]
    box: Callable[[int, int, int], int]
    shape: Callable[[int, int, int, int, int, int], int]
    origin: Callable[[int, int, int, int], int]
    matrix: Callable[[int, int, int], int]
    size: Callable[[int, int], float]
    unicode: Callable[[int, int], int]
    font: Callable[[int], int | None]


@cache
def _calls() -> _Calls:
    import pypdfium2.raw as pdfium

    pointer, number = ctypes.c_void_p, ctypes.c_int

    def call(function: Any, answer: Any, *arguments: Any) -> Any:
        address = ctypes.cast(function, pointer).value or 0
        return ctypes.CFUNCTYPE(answer, pointer, *arguments)(address)

    return _Calls(
        call(pdfium.FPDFText_GetTextObject, pointer, number),
        call(pdfium.FPDFText_GetLooseCharBox, number, number, pointer),
        call(pdfium.FPDFText_GetCharBox, number, number, pointer, pointer, pointer, pointer),
        call(pdfium.FPDFText_GetCharOrigin, number, number, pointer, pointer),
        call(pdfium.FPDFText_GetMatrix, number, number, pointer),
        call(pdfium.FPDFText_GetFontSize, ctypes.c_double, number),
        call(pdfium.FPDFText_GetUnicode, ctypes.c_uint, number),
        call(pdfium.FPDFTextObj_GetFont, pointer),
    )


_OBJECTS = 20_000
"""Objects of a page among which rules are looked for."""

_THIN = 2.5


def rules_of(page: Any) -> Iterator[Rule]:
    """Yields the rules of a page: thin boxes, and the upper and lower edges of larger ones."""
    import pypdfium2.raw as pdfium

    edges = [ctypes.c_float() for _ in range(4)]
    for number in range(min(pdfium.FPDFPage_CountObjects(page), _OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        pdfium.FPDFPageObj_GetBounds(drawn, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        if not all(map(math.isfinite, (left, bottom, right, top))):
            continue
        if top - bottom < _THIN or right - left < _THIN:
            yield Rule(left, -top, right, -bottom)
        else:
            yield Rule(left, -top, right, -top)
            yield Rule(left, -bottom, right, -bottom)


_LIGATURES = {
    0xFB00 + place: text for place, text in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))
}
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_BREAKS = (0xFFFE, 2)
"""What pdfium writes for a hyphen that it takes for one at the end of a line."""

_SYMBOLS = {
    **dict.fromkeys(_BREAKS, "-"),
    **dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF076), "\u2022"),
}
_SPACES = [0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]
_FARTHEST = 1e5


class _Stretches(NamedTuple):
    """Words as runs of characters, from `starts` to before `ends`; `joints` begin right behind.

    Of each character that was asked about: `owners` is what draws it, `boxes` its left, top,
    right and bottom edge, and `lifts` 1 or -1 for a digit of raised or lowered shape.
    """

    starts: Integers
    ends: Integers
    joints: Flags
    owners: Integers
    boxes: NDArray[np.float32]
    lifts: Integers


class Characters:
    """The characters of a page as arrays.

    `fonts` gathers, by their names, whether the fonts of the document are of one width.
    """

    def __init__(self, page: Any, text: Any, fonts: dict[str, bool]) -> None:
        import numpy as np
        import pypdfium2.raw as pdfium

        self._page = page
        self._fonts = fonts
        self._call = _calls()
        self._text: int = ctypes.cast(text, ctypes.c_void_p).value or 0
        count = pdfium.FPDFText_CountChars(text)
        units = (ctypes.c_uint16 * (2 * count + 2))()
        if pdfium.FPDFText_GetText(text, 0, count, units) - 1 == count:
            self._codes = np.frombuffer(units, np.uint16)[:count].astype(np.int64)
        else:
            found = map(self._call.unicode, repeat(self._text), range(count))
            self._codes = np.fromiter(found, np.int64, count)
        broken = (self._codes >= 0xD800) & (self._codes < 0xE000) | (self._codes > 0x10FFFF)
        self._codes[broken] = 0xFFFD
        string = self._codes.astype("<u4").tobytes().decode("utf-32-le")
        self._string: str = string if string.isascii() else string.translate(_SYMBOLS)

    def runs(self) -> Iterator[PdfWords]:
        """Yields the words of each direction, that of most words first.

        What stands at a slant, such as a watermark, is left out, and so is what is off the page.
        """
        import numpy as np

        words = self._measured(*self._words())
        if not len(words.starts):
            return
        owners, firsts, places = np.unique(
            words.owners[words.starts], return_index=True, return_inverse=True
        )
        y, x, sizes, turns = self._drawn(words.starts[firsts].tolist())
        fonts = np.array([self._call.font(owner) or 0 if owner else 0 for owner in owners.tolist()])
        turn = np.where(self._is_shown(words), turns[places], -1)
        directions, counts = np.unique(turn[turn >= 0], return_counts=True)
        for direction in directions[np.argsort(-counts)].tolist():
            chosen = np.flatnonzero(turn == direction)
            place, starts, ends = places[chosen], words.starts[chosen], words.ends[chosen]
            near, far = _across(words.boxes[starts], words.boxes[ends - 1], direction)
            base, size = (-y, x, y, -x)[direction][place], sizes[place]
            lift = words.lifts[starts]
            yield PdfWords(
                self._texts(starts, ends, words.joints[chosen]),
                *(near, far, base - 0.35 * size * lift, size * (1 - 0.4 * np.abs(lift))),
                self._styles(fonts[place], starts, ends, far - near),
            )

    def _texts(self, starts: Integers, ends: Integers, joints: Flags) -> list[str]:
        texts = [
            ("" if joint else " ") + self._string[start:end]
            for start, end, joint in zip(
                starts.tolist(), ends.tolist(), joints.tolist(), strict=True
            )
        ]
        if not self._string.isascii() and _LIGATURE.search(self._string):
            return [text.translate(_LIGATURES) for text in texts]
        return texts

    def _words(self) -> tuple[Integers, Integers]:
        """Where words start and end, as pdfium tells them apart."""
        import numpy as np

        codes = self._codes
        hyphens = np.isin(codes, _BREAKS)
        blank = (codes <= 32) & ~hyphens | (codes >= 0x7F) & (codes <= 0xA0) | (codes == 0xFFFF)
        wide = codes >= min(_SPACES)
        if wide.any():
            blank |= wide & np.isin(codes, _SPACES)
        inside = np.concatenate(([False], ~blank, [False]))
        # The next line stands right behind a hyphen at the end of a line.
        broken = np.concatenate(([False], hyphens))
        starts = np.flatnonzero(inside[1:-1] & (~inside[:-2] | broken[:-1]))
        ends = np.flatnonzero(inside[1:-1] & (~inside[2:] | broken[1:])) + 1
        return starts, ends

    def _measured(self, starts: Integers, ends: Integers) -> _Stretches:
        """The words, cut where they are glued or hold scripts.

        Asked about are both ends of every word, and all of it only where that may tell
        something: its gaps where it is long, what draws it where it has digits.
        """
        import numpy as np

        count = len(self._codes)
        is_digit = (self._codes >= 48) & (self._codes < 58)
        digits = np.concatenate(([0], np.cumsum(is_digit)))
        mixed = (digits[ends] > digits[starts]) & (ends - starts > 1)
        scripts = _covered(starts, ends, mixed, count)
        inside = scripts | _covered(starts, ends, ends - starts > _LONG, count)
        asked = inside.copy()
        asked[ends - 1] = asked[starts] = True
        boxes = self._boxes(np.flatnonzero(asked))
        scripts[starts] = True
        owners = self._owners(np.flatnonzero(scripts))
        lifts = self._lifts(np.flatnonzero(is_digit & inside), boxes)
        within = inside[:-1] & inside[1:]
        within[ends[ends < count] - 1] = False
        places = np.flatnonzero(within)
        glued = self._is_glued(places, np.searchsorted(starts, places, "right"), boxes)
        scripted = _is_scripted(places, owners, boxes, lifts)
        joined = np.zeros(count, np.bool_)
        joined[places[scripted & ~glued] + 1] = True
        cuts = places[glued | scripted] + 1
        unowned = cuts[owners[cuts] == 0]
        owners[unowned] = self._owners(unowned)[unowned]
        starts, ends = (np.sort(np.concatenate((bounds, cuts))) for bounds in (starts, ends))
        return _Stretches(starts, ends, joined[starts], owners, boxes, lifts)

    def _owners(self, places: Integers) -> Integers:
        import numpy as np

        owners = np.zeros(len(self._codes), np.int64)
        found = map(self._call.owner, repeat(self._text), places.tolist())
        owners[places] = np.fromiter((owner or 0 for owner in found), np.int64, len(places))
        return owners

    def _boxes(self, places: Integers) -> NDArray[np.float32]:
        import numpy as np

        boxes = np.zeros((len(self._codes), 4), np.float32)
        addresses = (boxes.ctypes.data + boxes.strides[0] * places).tolist()
        # What is given back says only whether it worked: the box stays empty where it did not.
        deque(map(self._call.box, repeat(self._text), places.tolist(), addresses), maxlen=0)
        np.nan_to_num(boxes, copy=False)
        return np.clip(boxes, -_FARTHEST, _FARTHEST)

    def _lifts(self, places: Integers, boxes: NDArray[np.float32]) -> Integers:
        """Which of these digits have the shape of raised (1) and of lowered ones (-1)."""
        import numpy as np

        shapes = np.zeros((len(places), 4))
        address, step = shapes.ctypes.data, shapes.itemsize
        for row, place in enumerate(places.tolist()):
            at = address + 4 * step * row
            self._call.shape(self._text, place, at, at + step, at + 2 * step, at + 3 * step)
        bottom = boxes[places, 3]
        height = np.maximum(boxes[places, 1] - bottom, 0.01)
        low, high = (shapes[:, 2] - bottom) / height, (shapes[:, 3] - bottom) / height
        lifts = np.zeros(len(self._codes), np.int64)
        lifts[places] = 1 * (low > _RAISED) - 1 * ((high < _LOWERED) & (low < 0.15))
        return lifts

    def _is_glued(self, places: Integers, words: Integers, boxes: NDArray[np.float32]) -> Flags:
        """After which of these characters another word begins: a gap well above the usual one.

        `words` numbers the words that they are in; the letters of one may all be spaced out.
        """
        import numpy as np

        one, two = boxes[places], boxes[places + 1]
        height = np.maximum(one[:, 1] - one[:, 3], two[:, 1] - two[:, 3])
        gap = np.maximum(two[:, 0] - one[:, 2], 0)
        usual = np.bincount(words, gap) / np.maximum(np.bincount(words), 1)
        # Signs of East Asian scripts have their room, and no spaces.
        spaced = np.maximum(self._codes[places], self._codes[places + 1]) < 0x2E80
        glued: Flags = spaced & (height > 0) & (gap > usual[words] + _GLUED * height)
        return glued

    def _drawn(self, firsts: list[int]) -> tuple[Numbers, Numbers, Numbers, Integers]:
        """Of what draws each of these characters: baseline, left edge, size, quarter turns.

        The turn is -1 for what stands at a slant.
        """
        import numpy as np

        call, text = self._call, self._text
        place, matrix = (ctypes.c_double * 2)(), (ctypes.c_float * 6)()
        at, transform = ctypes.addressof(place), ctypes.addressof(matrix)
        rows = []
        for first in firsts:
            call.origin(text, first, at, at + 8)
            a, b, c, d = (1.0, 0.0, 0.0, 1.0)
            if call.matrix(text, first, transform):
                a, b, c, d = matrix[:4]
            rows.append((place[1], place[0], call.size(text, first) * math.hypot(c, d), a, b))
        table = np.clip(np.nan_to_num(np.array(rows)), -_FARTHEST, _FARTHEST)
        y, x, size, a, b = table.T
        angle = np.arctan2(b, a)
        quarter = np.round(angle / (np.pi / 2))
        slanted = np.abs(angle - quarter * np.pi / 2) > _SLANT
        turns = np.where(slanted, -1, quarter % 4).astype(np.int64)
        return y, x, np.maximum(np.abs(size), 0.1), turns

    def _is_shown(self, words: _Stretches) -> Flags:
        """Which words are on the page and not beside it."""
        import numpy as np
        import pypdfium2.raw as pdfium

        bounds = pdfium.FS_RECTF()
        if not pdfium.FPDF_GetPageBoundingBox(self._page, bounds):
            return np.ones(len(words.starts), np.bool_)
        x, y = words.boxes[words.starts, 0], words.boxes[words.starts, 3]
        across = (x >= bounds.left - 2) & (x <= bounds.right + 2)
        shown: Flags = across & (y >= bounds.bottom - 9) & (y <= bounds.top + 9)
        return shown

    def _styles(
        self, fonts: Integers, starts: Integers, ends: Integers, widths: Numbers
    ) -> Integers:
        """The style of each word, given its font and width."""
        import numpy as np

        styles = np.zeros(len(fonts), np.int64)
        for font in np.unique(fonts).tolist():
            chosen = fonts == font
            name, flags = _named(font) if font else ("", 0)
            mono = bool(_MONO.search(name)) or bool(flags & _FIXED_PITCH)
            if not mono and name not in self._fonts:
                even = self._is_even(starts[chosen], ends[chosen], widths[chosen])
                if even is not None:
                    self._fonts[name] = even
            mono = mono or self._fonts.get(name, False)
            bold = bool(_BOLD.search(name)) or bool(flags & _FORCED_BOLD)
            styles[chosen] = MONO * mono | BOLD * bold
        return styles

    def _is_even(self, starts: Integers, ends: Integers, widths: Numbers) -> bool | None:
        """Whether these words are as wide as they are long; None where too few tell."""
        import numpy as np

        lower = self._codes | 0x20
        letters = np.concatenate(([0], np.cumsum((lower >= 97) & (lower < 123))))
        length = ends - starts
        told = (length > 2) & (letters[ends] - letters[starts] == length)
        if told.sum() < _ENOUGH:
            return None
        each = widths[told] / length[told]
        return bool(each.max() - each.min() < 0.02 * each.mean())


_LONG = 12
"""Letters of the longest word that is not looked into for others glued to it."""

_ENOUGH = 8
"""Words that tell whether a font is of one width."""

_GLUED = 0.09
_RAISED, _LOWERED = 0.42, 0.55
_SLANT = math.radians(10)
_MONO = re.compile(
    r"mono|nimbusmon|courier|typewriter|consol|menlo|code|cmtt|cmsltt|cmitt|[elrs]tt\d|sftt|tctt",
    re.IGNORECASE,
)
_BOLD = re.compile(r"bold|black|heavy|demi|cmbx|cmssbx|sfbx|ecbx|medi$|-bd", re.IGNORECASE)
_FIXED_PITCH, _FORCED_BOLD = 1, 1 << 18


def _named(font: int) -> tuple[str, int]:
    """The name of a font, and its flags; 0 where they are not known."""
    import pypdfium2.raw as pdfium

    handle = ctypes.cast(font, pdfium.FPDF_FONT)
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(handle, buffer, len(buffer))
    name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
    return name, max(pdfium.FPDFFont_GetFlags(handle), 0)


def _covered(starts: Integers, ends: Integers, which: Flags, count: int) -> Flags:
    """Which characters are in one of the chosen words."""
    import numpy as np

    steps = np.zeros(count + 1, np.int64)
    np.add.at(steps, starts[which], 1)
    np.add.at(steps, ends[which], -1)
    covered: Flags = np.cumsum(steps[:-1]) > 0
    return covered


def _is_scripted(
    places: Integers, owners: Integers, boxes: NDArray[np.float32], lifts: Integers
) -> Flags:
    """After which of these characters a raised or lowered part begins or ends."""
    import numpy as np

    one, two = (boxes[at, 1] - boxes[at, 3] for at in (places, places + 1))
    # The owner is not asked for (0) where no script is to be expected.
    other = (owners[places + 1] != 0) & (owners[places] != owners[places + 1])
    smaller = np.minimum(one, two) < 0.93 * np.maximum(one, two)
    scripted: Flags = (other & smaller) | (lifts[places] != lifts[places + 1])
    return scripted


def _across(
    first: NDArray[np.float32], last: NDArray[np.float32], direction: int
) -> tuple[Numbers, Numbers]:
    """Where words begin and end along their line, given the boxes of their ends."""
    import numpy as np

    one, two = ((0, 2), (3, 1))[direction % 2]
    low = np.minimum(first[:, one], last[:, one]).astype(np.float64)
    high = np.maximum(first[:, two], last[:, two]).astype(np.float64)
    return (low, high) if direction in (0, 1) else (-high, -low)
