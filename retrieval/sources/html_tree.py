"""An HTML page as a tree, and the text of its blocks, put together from what stands between tags.

What a page says stands in its landmarks where it has them (`main`, `article`, `role="main"`, the
containers of well-known generators), and in its body where it has none. What surrounds that, in
either, is told by element, role, class and id: navigation, sidebars, tables of contents, edit
links, permalinks, line numbers, and all that HTML hides.

A piece of text knows what it stands in (bold, a link, code) and its lines in the file; a run is
the text that pieces make.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, islice, pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from retrieval.model import BlockKind

Element = Any
"""An lxml element, which is untyped."""

Attributes = Mapping[str, str]
NO_ATTRIBUTES: Attributes = MappingProxyType({})

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Tree(NamedTuple):
    """A parsed page: its root and its main content.

    `landmark` says that the page names its main content; otherwise `main` is the body.
    `complete` is False where the page is nested so deeply that its end is not read.
    """

    root: Element
    main: Element
    landmark: bool
    complete: bool


_MOST_LINES = 65_000  # libxml2 counts lines in sixteen bits
_LINE = "quoth-line"
_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]*)([^<>]{20000,})>")
_ENDS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")
_PHRASES = re.compile(
    r"</?(?:font|b|i|u|a|span|em|strong|small|big|tt|code)\b[^<>]*>", re.IGNORECASE
)


# The parser ends a term where a list begins, as no signature of Sphinx does.
_PARAMETERS = re.compile(r'(sig-paren">[(\[]</span>\s*)<dl>(.{0,5000}?)</dl>', re.DOTALL)
_LISTED = re.compile(r"</?d[td]>")
# A manual's hyphens, which groff writes as minus signs.
_GROFF = re.compile(r"<meta name=.generator. content=.groff")
_START = 2000


def parse(source: str) -> Tree | None:
    """The page in a text; None where there is nothing in it that could be shown.

    A browser's rules hold: what is not closed is closed, what stands after the end is read.
    """
    source = _CONTROLS.sub(" ", source)
    # One tag with very many attributes would take the parser quadratic time.
    source = _LONG_TAG.sub(lambda tag: f"<{tag[1]}{_newlines(tag[2])}>", source)
    source = _ENDS.sub(lambda tag: _newlines(tag[0]), source)
    source = _PARAMETERS.sub(lambda found: found[1] + _LISTED.sub("", found[2]), source)
    if _GROFF.search(source, 0, _START):
        source = source.replace("&minus;", "-")
    if source.count("\n") > _MOST_LINES:
        source = _numbered(source)
    root, complete = _parsed(source)
    if not complete:
        # Phrases that are never closed nest without end in old pages.
        root, complete = _parsed(_PHRASES.sub(lambda tag: _newlines(tag[0]), source))
    if root is None:
        return None
    main, landmark = _main(root)
    return Tree(root, main, landmark, complete)


def _parsed(source: str) -> tuple[Element, bool]:
    from lxml import etree

    parser: Any = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=True)
    try:
        root = etree.fromstring(source.encode(), parser)
    except etree.XMLSyntaxError:
        return None, True
    deep = any("depth" in entry.message for entry in parser.error_log)
    return root, not deep


def _newlines(text: str) -> str:
    return "\n" * text.count("\n")


def _numbered(source: str) -> str:
    """The source, each start tag saying its line."""
    line, end = 1, 0

    def numbered(tag: re.Match[str]) -> str:
        nonlocal line, end
        line += source.count("\n", end, tag.start())
        end = tag.start()
        return f'{tag[0]} {_LINE}="{line}"'

    return re.sub(r"<[a-zA-Z][\w:-]*", numbered, source)


def line_of(element: Element) -> int:
    """The line in the file where an element's start tag ends; 0 where that is not known."""
    line: int = element.sourceline or 0
    if line < _MOST_LINES:
        return line
    return int(element.get(_LINE) or 0) if isinstance(element.tag, str) else 0


_CONTAINERS = frozenset(
    {
        *("markdown-body", "rst-content", "theme-doc-markdown", "md-content", "mw-parser-output"),
        *("mw-content-text", "wiki-content", "ltx_page_main", "entry-content", "post-content"),
        *("article-body", "articlebody", "article-content", "post-body", "theme-default-content"),
        *("markdown-section", "doccontent", "layout-content", "maincolumn", "bodywrapper"),
    }
)
_ENOUGH = 0.5
_MOST_OF_MAIN = 0.7
_SHORTEST = 200
_MOST_CANDIDATES = 50


def _main(root: Element) -> tuple[Element, bool]:
    """The element that holds the page's main content, and whether the page names it as such."""
    body = root.find("body")
    body = root if body is None else body
    mains: list[Element] = []
    articles: list[Element] = []
    named: list[Element] = []
    for element in body.iter("main", "article", "div", "section", "td"):
        if element.tag == "main" or element.get("role") == "main":
            mains.append(element)
        elif element.tag == "article":
            articles.append(element)
        elif element.get("itemprop") == "articleBody" or _names(element) & _CONTAINERS:
            named.append(element)
    if mains:
        main = _longest(mains, min(_SHORTEST, 0.2 * _length(body)))
        if main is not None:
            inside = list(islice(main.iter("article"), _MOST_CANDIDATES))
            article = _longest(inside, _MOST_OF_MAIN * _length(main)) if inside else None
            return (main if article is None else article), True
    enough = _ENOUGH * _length(body) if articles or named else 0
    for found in (articles, named):
        main = _longest(found, enough)
        if main is not None:
            return main, True
    return body, False


def _longest(found: list[Element], least: float) -> Element | None:
    """The longest of some elements, if it has so many characters."""
    outer: list[Element] = []
    for element in found[:_MOST_CANDIDATES]:
        # What stands inside another one is no longer, and would be counted twice.
        if not any(above in outer for above in element.iterancestors()):
            outer.append(element)
    lengths = [_length(element) for element in outer]
    longest = max(lengths, default=0)
    return outer[lengths.index(longest)] if longest and longest >= least else None


def _length(element: Element) -> int:
    """Characters of the text in an element, without scripts."""
    nodes = element.iter("p", "li", "td", "dd", "dt", "div", "pre", "code", "span", "h1", "h2")
    texts = (text for node in nodes for text in (node.text, node.tail) if text)
    return sum(len(text.strip()) for text in texts)


def _names(element: Element) -> set[str]:
    """An element's classes and its id, in lower case."""
    return {*(element.get("class") or "").lower().split(), (element.get("id") or "").lower()}


UNSEEN = frozenset(
    {
        *("head", "script", "style", "template", "noscript", "svg", "iframe", "object", "embed"),
        *("audio", "video", "canvas", "map", "select", "button", "textarea", "input", "option"),
        *("datalist", "progress", "meter", "rt", "rp", "nav", "search", "rustdoc-toolbar"),
        *("del", "s", "strike", "noframes", "title", "menuitem"),
    }
)
"""Elements that show nothing, only lead elsewhere, are controls, or are struck out."""

_ROLES = frozenset(
    {
        *("navigation", "search", "banner", "contentinfo", "complementary", "menu", "menubar"),
        *("toolbar", "dialog", "alertdialog", "tablist", "doc-toc", "doc-noteref"),
    }
)

_NAVIGATION = (
    r"(?:[\w-]+[-_])?(?:nav|navbar|navigation|breadcrumbs?|pagination|pager|navpath)",
    r"nav[-_]?(?:bar|header|footer|links?|path|panel|list|menu|row|item|area|wrapper)s?",
    r"(?:top|bottom|sub|side|main|prev|next|page|left|right)nav",
    r"(?:prev|next)-(?:next|prev)[\w-]*|skip(?:[-_]?(?:nav|link|links|to[\w-]*))?|mw-jump-link",
    r"(?:main|sub|search|side|top)?menu|masthead|topbar|toolbar|tagline|logo|banner",
)
_SIDEBARS = (
    r"(?:(?:left|right|site|page|sphinx|main|bd|md)[-_]?)?sidebar|(?:bd|md)-sidebar[\w-]*",
    r"sphinxsidebarwrapper|navbox[\w-]*|catlinks|printfooter|sistersitebox|vector-[\w-]+",
)
_CONTENTS = (
    r"(?:[\w-]+[-_])?toc(?:[-_]?\d)?|toctree[-_]wrapper|fancy[-_]toc\w*|table-?of-?contents",
    r"tocset|toclist|on-this-page|minitoc|list-of-(?:figures|tables|examples|equations)|localtoc",
)
_PAGE = (
    r"(?:(?:site|md|page|main|global|bd|doc|prev-next)[-_]?)?footer|(?:site|md|global|bd)-header",
    r"(?:cookie|consent|gdpr|newsletter|subscribe|announcement|disqus|addthis|docsearch)[\w-]*",
    r"share(?:[-_](?:buttons?|links?|bar)|daddy)?|social[-_][\w-]+|adverts?|ads|promo",
    r"search-?(?:box|bar|form|wrapper|button|input)|edit-?(?:this-?)?(?:page|link)|theme-edit[\w-]*",
    r"edit-on-[\w-]+|md-content__button|(?:mw-)?editsection|mw-editsection|no-?print|rustdoc-breadcrumbs",
)
_PERMALINK = (
    r"(?:header|perma|anchor|hash|self|section|heading|copy)-?link|permalink"
    r"|(?:header|heading)-?anchor|anchorjs-[\w-]+|octicon[\w-]*"
)
_SIGN_LINKS = (
    _PERMALINK,
    r"viewcode-(?:link|back)|srclink",
    r"(?:footnote|fn)-?back(?:ref|link)?|reversefootnote|backlink|backrefs|footnote-?ref(?:erence)?|noteref",
)
_CONTROLS_AND_NUMBERS = (
    r"sr-only|visually-?hidden|screen-reader-text|hideme|d-none|copy-?(?:btn|button)|btn-clipboard",
    r"clipboard[\w-]*|linenos?|linenodiv|line-numbers-rows|hljs-ln-numbers|src-line-numbers|gutter",
    r"tabbed-labels|icon|source-?line-?no|ingroups|boring|rightside|src",
)
_LEFT_OUT = re.compile(
    "|".join((*_NAVIGATION, *_SIDEBARS, *_CONTENTS, *_PAGE, *_SIGN_LINKS, *_CONTROLS_AND_NUMBERS))
)
_LEFT_OUT_IDS = re.compile(
    r"(?:[\w-]+[-_])?(?:toc|sidebar|breadcrumbs?|navbar|navigation|footer|nav)|toc[-_][\w-]+"
    r"|table-?of-?contents|nav[-_](?:path|tree|sync|bar|menu)|(?:side|top)-?nav|(?:main|sub)-?menu"
    r"|searchmenu|cookie[\w-]*|searchbox|skip[\w-]*|msearch[\w-]*|titlearea|mw-(?:head|panel)",
    re.IGNORECASE,
)
_NOT_THE_THING = re.compile(r"(?:has|with|no|without|show|hide|is|use|enable)[-_].*")
_KEPT = re.compile(r"foot-?note|topic|admonition|note|callout|tip|warning|hint|alert|epigraph")
_WITH_IDS = frozenset({"div", "ul", "ol", "table", "td", "form", "header", "footer", "aside"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_left_out(element: Element, attributes: Attributes) -> bool:
    """Whether an element with attributes is hidden, or is none of what the page says."""
    if _is_hidden(attributes) or attributes.get("role") in _ROLES:
        return True
    if attributes.get("epub:type") == "noteref":
        return True
    tag = element.tag
    if tag == "th" and _is_label_of_table(element):
        return True
    classes = attributes.get("class")
    if classes:
        if _is_boilerplate(classes) and not _is_content(element, classes):
            return True
        if _is_label(element, classes):
            return True
    if tag == "a":
        return _is_sign(element, attributes)
    name = attributes.get("id")
    if name and tag in _WITH_IDS and _LEFT_OUT_IDS.fullmatch(name):
        return not _KEPT.search(classes or "") and not _is_content(element, classes or "")
    return False


def is_frame(element: Element, *, landmark: bool) -> bool:
    """Whether a header, footer or aside belongs to the page rather than to its content."""
    if element.tag == "footer":
        return element.getparent().tag not in ("blockquote", "figure")
    if landmark:
        return False
    if element.tag == "header":
        return not contains(element, ("h1",))
    return _KEPT.search(f"{element.get('class')} {element.get('role')}".lower()) is None


def _is_hidden(attributes: Attributes) -> bool:
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        # A tab that is not in front is shown at a click.
        return attributes.get("role") != "tabpanel"
    if attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN.search(style) is not None


@lru_cache(maxsize=4096)
def _is_boilerplate(classes: str) -> bool:
    words = _words(classes)
    if "contents" in words and ("topic" in words or "local" in words):
        return True
    return any(_LEFT_OUT.fullmatch(word) and not _NOT_THE_THING.match(word) for word in words)


def _words(classes: str) -> list[str]:
    """The classes in lower case, "tableOfContents_x1Yz" as "table-of-contents"."""
    words = (re.sub(r"_\w{4}$", "", word) for word in classes.split())
    return [re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word).lower() for word in words]


_WHOLE_PERMALINK = re.compile(rf"(?:^|\s)(?:{_PERMALINK})(?:$|\s)")
_LINK_WORDS = re.compile(r"(?:direct |perma|copy )?(?:link|anchor)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]|-\w")
_LONG = 80
_MANY = 3
_MOST_LOOKED_AT = 400


def _is_content(element: Element, classes: str) -> bool:
    """Whether what is named like boilerplate is content after all."""
    if element.tag in ("pre", "body", "main", "article", *HEADINGS) or "sect" in classes:
        return True
    if element.tag == "a" and _WHOLE_PERMALINK.search(classes):
        # Where it is no sign, it is the heading or the term itself.
        words = "".join(islice(element.itertext(), 5)).strip()
        return bool(_LETTERS.search(words)) and not _LINK_WORDS.match(words)
    if element.tag not in ("a", "span") and re.search(r"\b(?:src|rightside|boring)\b", classes):
        return True
    if "sidebar" in classes.lower():
        # Docutils gives an author's aside a title.
        titles = (child.get("class") or "" for child in islice(element, 3))
        if "sidebar-title" in titles or _linked(element) < _MOSTLY_LINKS:
            return True
    nodes = islice(element.iter(), _MOST_LOOKED_AT)
    return bool(sum(node.tag == "p" and len(node.text or "") > _LONG for node in nodes) >= _MANY)


_MOSTLY_LINKS = 0.9


def _linked(element: Element) -> float:
    """The share of an element's text that stands in links; all of what is short."""
    links = whole = 0
    for node in islice(element.iter(), _MOST_LOOKED_AT):
        length = len((node.text or "").strip()) if isinstance(node.tag, str) else 0
        whole += length + len((node.tail or "").strip())
        links += length if node.tag == "a" else 0
    return links / whole if whole > _SHORTEST else 1.0


def contains(element: Element, tags: Sequence[str]) -> bool:
    """Whether an element of one of these names stands in another one, near its beginning."""
    return any(node.tag in tags for node in islice(element.iter(), _MOST_LOOKED_AT))


_LABEL_CLASS = re.compile(
    r"(?:admonition|alert|aside|callout|custom-block|hint|note)[\w-]*(?:title|heading|label)"
    r"|^title$|^icon$",
    re.IGNORECASE,
)
_LABELS = frozenset(
    {
        *("note", "notes", "tip", "hint", "info", "important", "warning", "caution", "danger"),
        *("attention", "error", "example", "abstract", "success", "quote", "bug", "see also"),
    }
)


def _is_label(element: Element, classes: str) -> bool:
    """Whether an element only says what kind of admonition it stands in: "Note"."""
    if not _LABEL_CLASS.search(classes):
        return False
    if classes == "title" and element.tag not in ("div", "p", "h3"):
        return False
    words = "".join(islice(element.itertext(), 4)).strip().rstrip(":!").lower()
    return words in _LABELS


def _is_label_of_table(cell: Element) -> bool:
    """Whether a cell only says what kind of admonition the table around it is."""
    words = "".join(islice(cell.itertext(), 2)).strip().lower()
    return words in _LABELS and _is_frame_of_note(next(cell.iterancestors("table"), cell))


_SIGNS = frozenset(
    "\u00b6 \u00a7 # \U0001f517 \u25c6 \u2693 \u221e \u21a9 \u21a9\ufe0e \u2934 \u2191".split()
)
_SIGNS_EVERYWHERE = _SIGNS - {"#", "\u221e", "\u2191"}


def _is_sign(link: Element, attributes: Attributes) -> bool:
    """Whether a link is only a sign: a permalink's pilcrow, an arrow back from a note."""
    if "#" not in attributes.get("href", ""):
        return False
    words = "".join(islice(link.itertext(), 3)).strip()
    if words in _SIGNS_EVERYWHERE:
        return True
    in_title = any(above.tag in (*HEADINGS, "dt") for above in islice(link.iterancestors(), 3))
    return in_title and words in _SIGNS


_TELLING = (
    "thead",
    "tr",
    "td",
    "th",
    "p",
    "table",
    "ul",
    "ol",
    "dl",
    "pre",
    "hr",
    "center",
    *HEADINGS,
)
_TELLING_MOST = 3000
_MOST_PARAGRAPHS = 2


def holds_values(table: Element) -> bool:
    """Whether a table is one of rows and columns, not a frame around paragraphs and lists."""
    if table.get("role") in ("presentation", "none") or _is_frame_of_note(table):
        return False
    widest = rows = cells = paragraphs = 0
    headed = blocks = False
    for element in islice(table.iterdescendants(*_TELLING), _TELLING_MOST):
        tag = element.tag
        headed = headed or tag in ("th", "thead")
        if tag == "tr":
            rows, cells = rows + 1, 0
        elif tag in ("td", "th"):
            cells, paragraphs = cells + 1, 0
            widest = max(widest, cells)
        elif tag == "p":
            paragraphs += 1
            if paragraphs > _MOST_PARAGRAPHS and not headed:
                return False
        elif tag == "table" or not headed:
            return False
        elif tag != "thead":
            blocks = blocks or tag in HEADINGS
    return (widest > 1 and (rows > 1 or headed)) or (headed and rows > 2 and not blocks)


_NOTE_FRAME = re.compile(
    r"(?:^|\s)(?:note|tip|warning|caution|important|admonitionblock|hdlist|qandaset)\b"
)


def _is_frame_of_note(table: Element) -> bool:
    parent = table.getparent()
    return parent is not None and bool(_NOTE_FRAME.search(parent.get("class") or ""))


_MOST_FORMULA = 500


def formula(element: Element) -> str:
    """A formula as text: what an image or MathML says instead of itself, or its signs in order."""
    if element.tag == "img":
        words = (element.get("class") or "").lower()
        return (element.get("alt") or "") if "math" in words or "tex" in words else ""
    written = element.get("alttext")
    if written:
        return str(written)
    parts: list[str] = []
    for node in islice(element.iterdescendants(), _MOST_FORMULA):
        if node.tag in ("annotation", "annotation-xml"):
            continue
        parent = node.getparent()
        if parent.tag in _BETWEEN and parent.index(node) == 1:
            parts.append(_BETWEEN[parent.tag])
        parts.append((node.text or "").strip())
    return "".join(parts)


_BETWEEN = {"msup": "^", "msub": "_", "mfrac": "/"}


_NOTES = frozenset({"footnotes", "footnote", "endnotes", "footnote-list", "footnotes-list"})


def holds_notes(attributes: Attributes) -> bool:
    """Whether an element holds footnotes, which are paragraphs wherever they stand."""
    if attributes.get("role") in ("doc-endnotes", "doc-footnote"):
        return True
    return not _NOTES.isdisjoint(attributes.get("class", "").lower().split())


def page_label(attributes: Attributes) -> str:
    """The label of the page that begins at an element of an e-book; empty elsewhere."""
    if (attributes.get("epub:type") or attributes.get("role")) not in (
        "pagebreak",
        "doc-pagebreak",
    ):
        return ""
    label = attributes.get("title") or attributes.get("aria-label") or attributes.get("id") or ""
    return re.sub(r"^(?:page|pg?|pb)[\s_.-]*(?=\w)", "", label.strip(), flags=re.IGNORECASE)


Lines = tuple[int, int]
"""The first and the last line of a text in the file."""

NOWHERE: Lines = (0, 0)
BOLD, LINK, LOCAL, CODE = 1, 2, 4, 8
"""What a piece stands in; a local link leads to a place in the page itself."""


class HtmlPiece(NamedTuple):
    """Text between two tags; `marks` is a sum of the numbers above."""

    text: str
    marks: int
    lines: Lines


class Run(NamedTuple):
    r"""The text of one block: white space is one space, "\n" where the page breaks the line.

    `linked` is the share of its letters that stand in links, `local` that of local links, of
    which there are `places`; `bold` and `code` say that all of it is that.
    """

    text: str
    lines: Lines
    anchor: str | None = None
    linked: float = 0.0
    local: float = 0.0
    places: int = 0
    bold: bool = False
    code: bool = False


_GAP = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w")


def run(pieces: Sequence[HtmlPiece], anchor: str | None = None) -> Run | None:
    """The pieces as the text of one block, None where they have no words."""
    shown = [piece for piece in pieces if piece.text and not piece.text.isspace()]
    if not shown:
        return None
    text = tidy("".join(piece.text for piece in pieces))
    lines = (shown[0].lines[0] or shown[-1].lines[0], max(piece.lines[1] for piece in shown))
    if not any(piece.marks for piece in shown):
        return Run(text, lines, anchor)
    lengths = [(len(_GAP.sub("", piece.text)), piece.marks) for piece in shown]
    whole = sum(length for length, _ in lengths)
    if not whole:
        lengths, whole = [(1, piece.marks) for piece in shown], len(shown)

    def share(mark: int) -> float:
        return sum(length for length, marks in lengths if marks & mark) / whole

    return Run(
        text,
        lines,
        anchor,
        linked=share(LINK),
        local=share(LOCAL),
        places=sum(
            is_local for is_local, _ in groupby(piece.marks & LOCAL > 0 for piece in pieces)
        ),
        bold=share(BOLD) == 1.0,
        code=share(CODE) == 1.0,
    )


def tidy(text: str) -> str:
    """The text without blank lines, and with one space for each run of white space."""
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def in_line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def split(pieces: Sequence[HtmlPiece]) -> list[list[HtmlPiece]]:
    """The pieces of each line."""
    parts: list[list[HtmlPiece]] = [[]]
    for piece in pieces:
        if piece.text == "\n":
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


_LONGEST_TITLE = 150
_LETTER = re.compile(r"[^\W\d_]")
_NO_TITLE = re.compile(
    r"(?s:.*)[.,:;\u2026]['\"\u201d\u2019)]*$|(?:table|figure|example|listing|equation)\s*\d",
    re.IGNORECASE,
)


def is_title(text: str) -> bool:
    """Whether a bold line is like a heading: short, not ended like a sentence, no caption."""
    if len(text) > _LONGEST_TITLE or "\n" in text or not _LETTER.search(text):
        return False
    return _NO_TITLE.match(text) is None


def title_and_rest(pieces: list[HtmlPiece]) -> tuple[list[HtmlPiece], list[HtmlPiece]]:
    """A bold first line that is like a heading, and what stands below it; or two empty lists."""
    if not pieces or not pieces[0].marks & BOLD:
        return [], []
    end = next((number for number, piece in enumerate(pieces) if piece.text == "\n"), 0)
    title, rest = pieces[:end], pieces[end + 1 :]
    is_bold = all(piece.marks & BOLD or not _WORD.search(piece.text) for piece in title)
    has_text = any(not piece.marks & BOLD and _WORD.search(piece.text) for piece in rest)
    words = in_line("".join(piece.text for piece in title))
    return (title, rest) if words and is_bold and has_text and is_title(words) else ([], [])


_BLANK = re.compile(r"\n[ \t]*\n")
_PLAIN_WORD = re.compile(
    r"[\"'(\u201c\u2018]?[^\W\d_]+(?:['\u2019-][^\W\d_]+)*[.,;:!?)\"'\u201d\u2019]*"
)
_FEWEST_WORDS = 12
_MOSTLY = 0.8


def pre_formatted(pieces: Sequence[HtmlPiece], anchor: str | None) -> list[tuple[BlockKind, Run]]:
    """What stands in pre-formatted text: code as it is, but for paragraphs of prose."""
    text = "".join(piece.text for piece in pieces).replace("\u00a0", " ")
    starts = [0, *accumulate(len(piece.text) for piece in pieces)]

    def line(offset: int) -> int:
        number = bisect_right(starts, offset) - 1
        piece = pieces[number]
        breaks = piece.text.count("\n", 0, offset - starts[number])
        return min(piece.lines[0] + breaks, piece.lines[1])

    ends = [0, len(text)]
    if not any(piece.marks & CODE for piece in pieces):
        ends[1:1] = [gap.end() for gap in _BLANK.finditer(text)]
    parts: list[tuple[BlockKind, int, int]] = []
    for start, end in pairwise(ends):
        kind: BlockKind = "paragraph" if _is_prose(text[start:end]) else "code"
        if parts and kind == "code" == parts[-1][0]:
            parts[-1] = ("code", parts[-1][1], end)
        else:
            parts.append((kind, start, end))
    made: list[tuple[BlockKind, Run]] = []
    for kind, start, end in parts:
        words = text[start:end]
        if words.strip():
            first = start + len(words) - len(words.lstrip())
            lines = (line(first), line(start + len(words.rstrip()) - 1))
            words = in_line(words) if kind == "paragraph" else words
            made.append((kind, Run(words, lines, None if made else anchor)))
    return made


def _is_prose(text: str) -> bool:
    """Whether lines are a paragraph: plain words, evenly indented, begun and ended as one is."""
    words = text.split()
    if len(words) < _FEWEST_WORDS or "\n" not in text.strip():
        return False
    start, end = words[0].lstrip("\"'(\u201c")[:1], words[-1].rstrip("\"')\u201d")[-1:]
    if not start.isupper() or end not in ".:!?":
        return False
    lines = [line for line in text.split("\n") if line.strip()][1:]
    if len({len(line) - len(line.lstrip()) for line in lines}) != 1:
        return False
    return sum(map(bool, map(_PLAIN_WORD.fullmatch, words))) >= _MOSTLY * len(words)


_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*\u2020\u2021\u00a7])[\])]?")
_AFTER_WORD = re.compile(r"(?:[^\W\d_]{4,}|[.,:;!?\"\u201d\u2019)])\s*$|\s$")
_UNIT = re.compile(
    r"(?:\d|met(?:er|re)s?|seconds?|feet|foot|inch|inches|yards?|miles?)\s*$", re.IGNORECASE
)


def is_note_mark(words: str, before: str) -> bool:
    """Whether a superscript after the text `before` is the mark of a note, and no exponent."""
    follows_word = _AFTER_WORD.search(before) and not _UNIT.search(before)
    return bool(follows_word) and _NOTE_MARK.fullmatch(words) is not None


_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ALPHABET = 26
_MOST_ROMAN = 39


def numeral(number: int, style: str) -> str:
    """An item's number in the style of its list: "1", "a", "A", "i" or "I"."""
    if style in ("a", "A") and 1 <= number <= _ALPHABET:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 1 <= number <= _MOST_ROMAN:
        written = ""
        for value, sign in _ROMAN:
            written += sign * (number // value)
            number %= value
        return written if style == "i" else written.upper()
    return str(number)


def list_style(kind: str, classes: str) -> str:
    """How the items of an ordered list are numbered, by its type and its classes."""
    named = re.search(r"(lower|upper)-?_?(alpha|roman)", classes)
    if named is None:
        return kind if kind in ("a", "A", "i", "I") else "1"
    sign = "a" if named[2] == "alpha" else "i"
    return sign.upper() if named[1] == "upper" else sign


def number(written: str | None, default: int) -> int:
    """The number in an attribute."""
    return int(written) if written and re.fullmatch(r"-?[0-9]{1,6}", written) else default
