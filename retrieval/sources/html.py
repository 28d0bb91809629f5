"""HTML pages: the main content in blocks, each with its lines and the id that links to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole, require
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.html_blocks import Rough, rough_blocks
from retrieval.sources.html_tree import NOWHERE, Element, Run, is_title, parse
from retrieval.sources.inline import entries
from retrieval.sources.metadata import iso_date, one_line


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document: the blocks of the page's main content.

    Raises:
        UnreadableFile: it cannot be opened, is too large, shows no text, or lxml is not
            installed.
    """
    require("lxml", package="lxml", extra="html", suffix=".html")
    raw = read_whole(file, limits)
    source = decode(raw, declared_encoding(raw))
    page = read_page(source, report, file.path.name)
    draft = Draft()
    write(page.blocks, draft, last_line=source.count("\n") + 1)
    if not draft.blocks:
        raise UnreadableFile("no text in it")
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=page.title,
        publisher=page.publisher,
        published=page.published,
        url=page.url,
    )


class HtmlPage(NamedTuple):
    """A page's blocks, and what it says about itself: None or empty where it does not."""

    blocks: list[Rough]
    title: str = ""
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


def read_page(source: str, report: Report, name: str = "") -> HtmlPage:
    """The page in a text, and in a file of a name; without blocks where it shows nothing.

    `report` is told where the page is nested so deeply that its end is not read.
    """
    tree = parse(source)
    if tree is None:
        return HtmlPage([])
    if not tree.complete:
        report("elements are nested too deeply to be read to the end")
    stated = Metadata.of(tree.root)
    blocks = rough_blocks(tree, name)
    if not tree.landmark:
        blocks = _article(source, blocks) if stated.is_article else blocks
        blocks = without_edges(blocks)
    blocks = without_contents(blocks)
    title = titled(stated, blocks)
    blocks = headed(blocks, title)
    return HtmlPage(blocks, title, stated.publisher, stated.published, stated.url)


def read_chapter(source: str, name: str, title: str) -> list[Rough]:
    """The blocks of all that a page of an e-book says, which has nothing around its content.

    `name` is that of its file, `title` what the table of contents calls it.
    """
    tree = parse(source)
    if tree is None:
        return []
    body = tree.root.find("body")
    whole = tree._replace(main=tree.root if body is None else body, landmark=True)
    return headed(without_contents(rough_blocks(whole, name.rpartition("/")[2])), title)


def write(blocks: Iterable[Rough], draft: Draft, *, last_line: int | None = None) -> None:
    """Appends blocks to a draft, each with the id that is nearest to it."""
    above: list[tuple[int, str]] = []
    around: list[tuple[int, str]] = []
    for block in blocks:
        kind, level, anchor = block.kind, block.level, block.run.anchor
        if kind == "heading":
            above = [known for known in above if known[0] < level]
            around = []
        elif around:
            inside = level + (kind == "definition")
            around = [known for known in around if known[0] < inside]
        nearest = anchor or next((known for _, known in reversed([*above, *around])), None)
        if anchor and kind == "heading":
            above.append((level, anchor))
        elif anchor and kind in ("term", "item"):
            around.append((level, anchor))
        # What a page leaves open stands nowhere in it, or past its end.
        first, last = (min(max(1, line), last_line or line) for line in block.run.lines)
        draft.add(
            block.run.text, kind, (first, last), level=level, anchor=nearest, place=block.place
        )


_DECLARATION_BYTES = 4096
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)


def declared_encoding(raw: bytes) -> str | None:
    """The encoding that the page names, if any."""
    found = _DECLARED.search(raw[:_DECLARATION_BYTES])
    return (found[1] or found[2]).decode("ascii", "ignore") if found else None


# What the blocks are together


_OF_PAGE = 0.8
_FEW = 3
_CONTENTS = re.compile(
    r"(?:table of )?contents|on this page|in this (?:article|page|section)|toc|jump to"
    r"|page contents|quick links",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"\W*(?:next|prev(?:ious)?|up|home|top|start of|contents|index|back|forward|return to)\b",
    re.IGNORECASE,
)
_BUTTONS = re.compile(
    r"(?:edit|view|show|suggest|improve|copy|report)\b[\w\s]{0,12}\b(?:page|source|github|gitlab|edits"
    r"|issue|bug)(?: on \w+)?|\W*(?:back to (?:the )?top|top|skip to [\w\s]+)\W*",
    re.IGNORECASE,
)


def without_contents(blocks: Sequence[Rough]) -> list[Rough]:
    """The blocks without tables of contents, rows of arrows and the page's own buttons."""
    kept: list[Rough] = []
    run: list[Rough] = []
    for block in [*blocks, Rough("paragraph", Run("", NOWHERE))]:
        if block.run.local >= _OF_PAGE and block.kind in ("item", "paragraph", "row"):
            run.append(block)
            continue
        if len(run) < _FEW and sum(part.run.places for part in run) < _FEW:
            kept += run
        elif kept and _CONTENTS.fullmatch(kept[-1].run.text.strip(" :")):
            kept.pop()
        run = []
        if not _leads_elsewhere(block):
            kept.append(block)
    return kept[:-1]


def _leads_elsewhere(block: Rough) -> bool:
    """Whether a block is a row of arrows, a path of links, a label of a link or a button."""
    if not block.run.linked or block.kind not in ("paragraph", "row") or len(block.run.text) > 400:
        return False
    if not _WORD.search(block.run.text):
        return len(block.run.text) < _LONGEST_SIGN
    if block.run.linked < _HALF:
        return False
    if block.run.linked >= _LINKS and (
        block.run.text.endswith(":") or len(_PATH.findall(block.run.text)) > 1
    ):
        return True
    return bool(_BUTTONS.fullmatch(block.run.text) or _STEPS.match(block.run.text))


_HALF = 0.5
_LONGEST_SIGN = 10
_WORD = re.compile(r"\w")
_PATH = re.compile(r"\w (?:>|\u00bb|\u203a|\u2192|/)(?= \w)")
_LINKS = 0.9
_CREDITS = re.compile(
    r"\W*(?:(?:this page|this document|page|document)\b.{0,30})?(?:last|was)\s(?:\w+\s)?"
    r"(?:modified|updated|changed|edited|generated)\b"
    r"|\W*(?:generated|created|built|powered|made)\s(?:by|on|using|with|at)\b"
    r"|\W*(?:copyright\b|\u00a9|\(c\)\s*\d|all rights reserved)",
    re.IGNORECASE,
)


def without_edges(blocks: Sequence[Rough]) -> list[Rough]:
    """The blocks without what a page has around its content: links before it, credits after it.

    Links after the content stay under a heading of theirs, such as "See also".
    """
    first = 0
    while first < len(blocks) and _is_link(blocks[first]):
        first += 1
    last = len(blocks)
    while (
        last > first + 1
        and _CREDITS.match(blocks[last - 1].run.text)
        and (len(blocks[last - 1].run.text) < 300 and blocks[last - 1].kind != "heading")
    ):
        last -= 1
    return list(blocks[first:last]) or list(blocks)


def _is_link(block: Rough) -> bool:
    return block.kind != "heading" and block.run.linked >= _LINKS and len(block.run.text) < 200


def headed(blocks: Sequence[Rough], title: str) -> list[Rough]:
    """The blocks with what serves as heading marked as such.

    That is a bold line before text, an entry's question ("Q: May I?"), and the page's title
    where it stands as text at the page's beginning.
    """
    made: list[Rough] = []
    for block in chain.from_iterable(map(_asked_and_answered, blocks)):
        if made and _serves_as_heading(made[-1], block):
            made[-1].kind, made[-1].level = "heading", 7
        made.append(block)
    if made and made[0].kind == "paragraph" and made[0].run.text.casefold() == title.casefold():
        made[0].kind, made[0].level = "heading", 1
    return made


def _asked_and_answered(block: Rough) -> Iterator[Rough]:
    """Yields a paragraph's questions and answers, or the block as it is."""
    if block.kind != "paragraph" or block.level or not block.run.text.startswith("Q"):
        yield block
        return
    lines = block.run.text.split("\n")
    for first, end, is_question in entries(lines):
        part = block.run._replace(text="\n".join(lines[first:end]))
        yield Rough("heading", part, 7) if is_question else Rough("paragraph", part)


def _serves_as_heading(block: Rough, below: Rough) -> bool:
    if not block.run.bold or block.kind != "paragraph" or block.level or below.kind == "heading":
        return False
    return not below.run.bold and is_title(block.run.text)


# What a page says of itself


class Metadata(NamedTuple):
    """What the head of a page states; a guess from the text would be cited as a fact."""

    title: str = ""
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    is_article: bool = False

    @classmethod
    def of(cls, root: Element) -> Metadata:
        """Read a page's `title`, `meta`, `link` and linked data (JSON-LD)."""
        said = dict(_said(root))
        title = next((one_line("".join(found.itertext())) for found in root.iter("title")), "")
        dates = (iso_date(said[name]) for name in _DATES if name in said)
        kind = said.get("og:type", "").lower() + said.get("@type", "").lower()
        return cls(
            title=title or one_line(said.get("og:title")),
            publisher=next((said[name] for name in _PUBLISHERS if said.get(name)), None),
            published=next(filter(None, dates), None),
            url=next((said[name] for name in _URLS if _is_url(said.get(name))), None),
            is_article="article" in kind or "article:published_time" in said,
        )


_DATES = (
    *("article:published_time", "og:published_time", "datepublished", "citation_publication_date"),
    *("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "pubdate"),
    *(
        "publishdate",
        "publish_date",
        "publication_date",
        "date",
        "sailthru.date",
        "parsely-pub-date",
    ),
)
_PUBLISHERS = (
    *("og:site_name", "publisher.name", "dc.publisher", "dcterms.publisher", "publisher"),
    *("citation_publisher", "application-name"),
)
_URLS = ("canonical", "og:url", "url")
_LONGEST_DATA = 100_000


def _said(root: Element) -> Iterator[tuple[str, str]]:
    """Yields names in lower case, and values; the first one said comes last, and counts."""
    found = [*_of_linked_data(root)]
    for element in root.iter("meta", "link", "time"):
        if element.tag == "link":
            name, value = element.get("rel"), element.get("href")
        elif element.tag == "time":
            name, value = element.get("itemprop"), element.get("datetime")
            name = "datepublished" if "pubdate" in element.attrib else name
        else:
            name = element.get("property") or element.get("name") or element.get("itemprop")
            value = element.get("content")
        if name and value and value.strip():
            found.append((name.strip().lower(), one_line(value)))
    yield from reversed(found)


def _of_linked_data(root: Element) -> Iterator[tuple[str, str]]:
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("type") != "application/ld+json" or len(text) > _LONGEST_DATA:
            continue
        try:
            held: Any = json.loads(text)
        except (ValueError, RecursionError):
            continue
        held = held.get("@graph", held) if isinstance(held, dict) else held
        for thing in held if isinstance(held, list) else [held]:
            if isinstance(thing, dict) and "rticle" in str(thing.get("@type")):
                publisher = thing.get("publisher")
                name = publisher.get("name") if isinstance(publisher, dict) else publisher
                for key, value in (*thing.items(), ("publisher.name", name)):
                    if isinstance(value, str):
                        yield key.lower(), one_line(value)


def _is_url(value: str | None) -> bool:
    return value is not None and value.startswith(("http://", "https://"))


_DIVIDER = re.compile(r"\s+(?:[-\u2013\u2014|\u00b7\u00bb\u2022:/]|::)\s+")
_SITE = re.compile(
    r"\b(?:docs?|documentation|manual|reference|wiki|guide|handbook|blog|home ?page"
    r"|v?\d+\.\d[\w.]*)\b",
    re.IGNORECASE,
)


def titled(stated: Metadata, blocks: Sequence[Rough]) -> str:
    """The page's title, without the name of its site: that of its first heading where it has it."""
    first = next(
        (block.run.text for block in blocks if block.kind == "heading" and block.level < 7), ""
    )
    first = one_line(first)
    title = stated.title
    if not title or _NO_TITLE.match(title):
        return first
    if first and (_begins(title, first) or _ends(title, first)):
        return first
    base = re.split(r"\s\(", title)[0]
    if base in first:
        return base
    dividers = list(_DIVIDER.finditer(title))
    starts = [0, *(divider.end() for divider in dividers)]
    ends = [*(divider.start() for divider in dividers), len(title)]
    parts = [title[start:end] for start, end in zip(starts, ends, strict=True)]
    if first in parts:
        return first or title
    while len(parts) > 1 and (parts[-1] == stated.publisher or _SITE.search(parts[-1])):
        parts.pop()
    about = set(_NAMES.findall(first.lower()))
    shared = [not about.isdisjoint(_NAMES.findall(part.lower())) for part in parts]
    first_part, last_part = 0, len(parts) - 1
    if any(shared):
        first_part, last_part = shared.index(True), last_part - shared[::-1].index(True)
    return title[starts[first_part] : ends[last_part]]


_NO_TITLE = re.compile(r"(?:untitled|no title|new page|document\W*$)", re.IGNORECASE)
_NAMES = re.compile(r"\w{3,}")


def _begins(title: str, heading: str) -> bool:
    return title.startswith(heading) and _DIVIDER.match(title, len(heading)) is not None


def _ends(title: str, heading: str) -> bool:
    return title.endswith(heading) and title[: -len(heading)].endswith((": ", " - ", " | "))


_LARGEST_ARTICLE = 400_000
_MOST_TAGS = 10_000
_START = 40
_LETTERS = re.compile(r"[\W_]+")


def _article(source: str, blocks: list[Rough]) -> list[Rough]:
    """The blocks that trafilatura, where it is installed, takes for the article of a page."""
    if len(source) > _LARGEST_ARTICLE or source.count("<") > _MOST_TAGS:
        return blocks
    try:
        with parsing("HTML page", library="trafilatura"):
            from trafilatura import extract

            text = extract(source, include_comments=False, include_tables=True) or ""
    except UnreadableFile:
        return blocks
    keys = {_key(line) for line in text.split("\n")} - {""}
    kept = [number for number, block in enumerate(blocks) if _key(block.run.text) in keys]
    long = [number for number in kept if len(blocks[number].run.text) >= _START]
    if not long:
        return blocks
    first, last = long[0], long[-1]
    while first and blocks[first - 1].kind == "heading":
        first -= 1
    chosen = set(kept)
    return [
        block
        for number, block in enumerate(blocks[first : last + 1], first)
        if number in chosen or block.kind != "paragraph"
    ]


def _key(text: str) -> str:
    return _LETTERS.sub("", text)[:_START]
