"""The tree that docutils makes of reStructuredText, walked into blocks.

Directives and roles that docutils does not know, such as those of Sphinx, are read by what they
are: code, a described object, a version, a box of text with a title, or nothing to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Directive, Parser, directives, languages, roles, states

from retrieval.model import BlockKind
from retrieval.sources.draft import CELL_GAP, Draft
from retrieval.sources.inline import entries, is_question, lowered, raised, role_text
from retrieval.sources.metadata import looks_like_title

VERSIONS = {
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
    "deprecated-removed": "Deprecated since version",
    "versionremoved": "Removed in version",
}
"""Directives that tell a version, and what they read as."""
UNSHOWN = frozenset(
    "toctree contents currentmodule module include image index raw highlight bibliography"
    " graphviz plantuml inheritance-diagram tableofcontents literalinclude program-output meta"
    " sectionauthor codeauthor moduleauthor tabularcolumns tags sectnum section-numbering"
    " testsetup testcleanup default-domain default-role role ipython-suppress productionlist"
    " target-notes title acks-skip".split()
)
"""Directives that say nothing to a reader, or whose words stand in another file."""
CODE = frozenset(
    "code code-block sourcecode parsed-literal prompt doctest testcode testoutput math ipython"
    " ipython3 example run console command-output jinja program-example code-cell".split()
)
"""Directives that are code, without their domain ("click:run")."""
OBJECTS = frozenset(
    "function class method attribute data exception describe object option envvar confval event"
    " staticmethod classmethod property decorator decoratormethod type macro member var struct"
    " enum enumerator union concept alias role directive program-option cmdoption setting"
    " module-attribute command config".split()
)
"""Directives that describe what they name, without their domain ("py:function")."""


def kind_of(directive: str) -> str:
    """What a directive is: "code", "version", "unshown", "text" with a title, "object".

    A "generated" object is described by its source code, apart from what the directive holds.
    """
    name = directive.lower()
    last = name.rpartition(":")[2]
    if name in VERSIONS:
        return "version"
    if name in UNSHOWN or last in UNSHOWN:
        return "unshown"
    if last.startswith("auto"):
        return "generated"
    if name in CODE or last in CODE:
        return "code"
    return "object" if last in OBJECTS else "text"


_NAME = re.compile(r"(?:^|\s)\.\. {1,4}(?:\|[^|\n]{1,80}\| +)?([a-zA-Z][\w:+.-]{0,60}?)::")
_MOST_NAMES = 300
_DEAREST = 20_000_000  # marks times characters, which is what docutils takes at worst


class _AnyOption(dict[str, Any]):
    """Option specifications in which every option is there and takes any value."""

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, _name: str) -> Any:
        return directives.unchanged


class _Generic(Directive):
    """A directive that docutils does not know."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = _AnyOption()

    def run(self) -> list[nodes.Node]:
        """The nodes of what it shows."""
        kind = kind_of(self.name)
        argument = self.arguments[0] if self.arguments else ""
        if kind == "unshown" or (kind == "generated" and not self.content):
            return []
        if kind == "code":
            words = "\n".join(([argument] if self.name.endswith("math") else []) + [*self.content])
            literal = nodes.literal_block(words, words)
            literal.line = self.content_offset + 1
            return [literal] if words.strip() else []
        if kind in ("object", "generated"):
            return [self._object(argument)]
        if kind == "version":
            return [self._version(argument)]
        return [self._box(argument)]

    def _nested(self, node: nodes.Element) -> nodes.Element:
        if self.content:
            self.state.nested_parse(self.content, self.content_offset, node)
        return node

    def _object(self, argument: str) -> nodes.Node:
        entry = nodes.definition_list_item()
        for signature in argument.split("\n"):
            term = nodes.term(signature, signature.replace("\\", "").strip())
            term.line = self.lineno
            entry += term
        entry += self._nested(nodes.definition())
        return nodes.definition_list("", entry)

    def _version(self, argument: str) -> nodes.Node:
        version, _, words = argument.replace("\n", " ").partition(" ")
        stated = f"{VERSIONS[self.name.lower()]} {version}"
        box = self._nested(nodes.container())
        first = box.children[0] if box.children else None
        if words:
            parsed, _ = self.state.inline_text(words, self.lineno)
            box.insert(0, nodes.paragraph("", f"{stated}: ", *parsed))
        elif isinstance(first, nodes.paragraph):
            first.insert(0, nodes.Text(f"{stated}: "))
        else:
            box.insert(0, nodes.paragraph("", stated))
        box.children[0].line = self.lineno
        return box

    def _box(self, argument: str) -> nodes.Node:
        box = nodes.container()
        if argument:
            parsed, _ = self.state.inline_text(argument, self.lineno)
            title = nodes.title(argument, "", *parsed)
            title.line = self.lineno
            box += title
        return self._nested(box)


class _Inliner(states.Inliner):
    """Inline markup in which a role that docutils does not know is what Sphinx makes of it."""

    def parse(self, text: str, lineno: int, memo: Any, parent: nodes.Element) -> Any:
        """The nodes of a text; as one where it has more marks than a person would write."""
        marks = sum(map(text.count, "*`|_"))
        if marks * len(text) > _DEAREST:
            return [nodes.Text(text)], []
        return super().parse(text, lineno, memo, parent)

    def interpreted(self, rawsource: str, text: str, role: str, lineno: int) -> Any:
        """The nodes of a role, and the messages about it."""
        name = role.lower()
        known = ":" not in name and roles.role(name, self.language, lineno, self.reporter)[0]
        if known and name not in ("code", "math", "raw", "pep", "rfc"):
            return super().interpreted(rawsource, text, role, lineno)
        shown = "" if name == "raw" else role_text(name, utils.unescape(text))
        return [nodes.inline(rawsource, shown)], []


# docutils makes its patterns of what stands in the class itself, not in those above it.
for _name, _pattern in vars(states.Inliner).items():
    if isinstance(_pattern, str) and not _name.startswith("__"):
        setattr(_Inliner, _name, _pattern)


def tree(source: str) -> nodes.document:
    """The document tree of a text, nothing in it transformed."""
    settings = frontend.get_default_settings(Parser)
    settings.report_level, settings.halt_level, settings.warning_stream = 5, 6, False
    settings.file_insertion_enabled = settings.raw_enabled = settings.smart_quotes = False
    settings.line_length_limit, settings.syntax_highlight = 10**9, "none"
    document = utils.new_document("", settings)
    with _directives(source, document):
        Parser(inliner=_Inliner()).parse(source, document)
    return document


# Known to docutils, but not with the options that Sphinx gives them.
_OVERRIDDEN = ("code", "code-block", "sourcecode", "math")


@contextmanager
def _directives(source: str, document: nodes.document) -> Iterator[None]:
    """Makes docutils read the directives of a text that it does not know, or not as Sphinx does."""
    language: Any = languages.get_language("en", document.reporter)
    before = {name: directives.directive(name, language, document)[0] for name in _OVERRIDDEN}
    names = sorted({name.lower() for name in _NAME.findall(source)} - before.keys())
    for name in names[:_MOST_NAMES]:
        if directives.directive(name, language, document)[0] is None:
            directives.register_directive(name, _Generic)
    for name in _OVERRIDDEN:
        directives.register_directive(name, _Generic)
    try:
        yield
    finally:
        for name, known in before.items():
            if known is not None:
                directives.register_directive(name, known)


_FILE_WIDE = frozenset("orphan tocdepth nocomments nosearch no-search hidetitle".split())
_SKIPPED = (
    nodes.comment,
    nodes.substitution_definition,
    nodes.pending,
    nodes.meta,
    nodes.raw,
    nodes.label,
    nodes.decoration,
    nodes.transition,
)
_LONGEST_TITLE = 80
_SEVERAL = 5  # words that make of a picture's name a description
_FIELD = re.compile(r"(?:param|parameter|arg|argument|key|keyword|kwarg|ivar|cvar|var)\s+(?=\S)")


class RstWalk:
    """One walk over a document's tree, which fills a draft.

    `stated` holds the fields at the top of the document, by their names in lower case.
    """

    def __init__(self, draft: Draft, lines: Sequence[str]) -> None:
        self.stated: dict[str, str] = {}
        self._draft = draft
        self._lines = lines
        self._line = 1
        self._section = 0
        self._anchor: str | None = None
        self._target: str | None = None
        self._substitutions: dict[str, str] = {}
        self._takers: dict[type[nodes.Node], Callable[[Any, int], None]] = {
            nodes.section: self._take_section,
            nodes.title: self._take_title,
            nodes.subtitle: self._take_title,
            nodes.rubric: self._take_title,
            nodes.paragraph: self._paragraph,
            nodes.attribution: self._paragraph,
            nodes.caption: self._paragraph,
            nodes.bullet_list: self._list,
            nodes.enumerated_list: self._list,
            nodes.definition_list_item: self._entry,
            nodes.field: self._entry,
            nodes.option_list_item: self._entry,
            nodes.field_list: self._fields,
            nodes.literal_block: self._code,
            nodes.doctest_block: self._code,
            nodes.math_block: self._code,
            nodes.line_block: self._verse,
            nodes.table: self._table,
            nodes.target: self._name,
            nodes.image: self._image,
            nodes.system_message: self._message,
        }

    def read(self) -> None:
        """Walk over the whole document."""
        document = tree("\n".join(self._lines))
        for name, definition in document.substitution_defs.items():
            self._substitutions[name] = self._text(definition)
        self._children(document, 0)

    def _children(self, node: nodes.Node, level: int) -> None:
        for child in node.children:
            self._take(child, level)

    def _take(self, node: nodes.Node, level: int) -> None:
        if isinstance(node, _SKIPPED):
            return
        if isinstance(node, nodes.topic) and "contents" in node["classes"]:
            return
        taker = self._takers.get(type(node))
        if taker is not None:
            taker(node, level)
        elif not isinstance(node, nodes.Text):
            self._children(node, level)

    def _add(
        self, words: str, kind: BlockKind, node: nodes.Node, level: int, *, length: int = 0
    ) -> None:
        first = max(_line_of(node) or self._line, self._line)
        last = min(first + length, max(len(self._lines), first))
        if self._target is not None and kind != "heading":
            self._anchor, self._target = self._target, None
        self._draft.add(words, kind, (first, last), level=level, anchor=self._anchor)
        self._line = first

    def _take_section(self, node: nodes.section, level: int) -> None:
        self._section += 1
        self._target = self._target or next(iter(node["ids"]), None)
        self._children(node, level)
        self._section -= 1

    def _take_title(self, node: nodes.Element, level: int) -> None:
        words = _one_line(self._text(node))
        parent = node.parent
        if isinstance(parent, nodes.section):
            self._anchor, self._target = self._target or self._anchor, None
            node.line = self._title_line(node.line or self._line, words)
            self._add(words, "heading", node, min(self._section, 6))
        elif not level and (isinstance(node, nodes.rubric) or is_question(words)):
            self._add(words, "heading", node, 7)
        else:
            self._add(words, "paragraph", node, level)

    def _title_line(self, near: int, words: str) -> int:
        """The line of a title, which docutils takes for that of the rule around it."""
        start = words.split(maxsplit=1)[0] if words.strip() else ""
        for line in (near - 1, near, near + 1):
            if 0 < line <= len(self._lines) and start in self._lines[line - 1]:
                return line
        return near

    def _paragraph(self, node: nodes.Element, level: int) -> None:
        lines = self._text(node).split("\n")
        first = _line_of(node) or self._line
        titled = not level and _is_title(node, " ".join(lines))
        for start, end, is_asked in entries(lines):
            node.line = first + start
            words, length = _one_line(" ".join(lines[start:end])), end - start - 1
            if titled or (is_asked and not level):
                self._add(words, "heading", node, 7, length=length)
            else:
                self._add(words, "paragraph", node, level, length=length)

    def _list(self, node: nodes.Element, level: int) -> None:
        number = int(node.get("start", 1))
        for item in node.children:
            marker = "- "
            if isinstance(node, nodes.enumerated_list):
                marker = _ordinal(number, node.get("enumtype", "arabic"))
                marker = f"{node.get('prefix', '')}{marker}{node.get('suffix', '.')} "
            number += 1
            self._entered(item, "item", level, marker)

    def _entered(self, node: nodes.Node, kind: BlockKind, level: int, marker: str = "") -> None:
        """Takes an item or a definition: its first paragraph, and what else stands inside."""
        children = [child for child in node.children if not isinstance(child, _SKIPPED)]
        first = children[0] if children else None
        while isinstance(first, nodes.container) and first.children:
            children[:1] = first.children
            first = children[0]
        if isinstance(first, nodes.paragraph):
            words = self._text(first)
            length = words.count("\n")
            self._add(marker + _one_line(words), kind, first, level, length=length)
            children = children[1:]
        for child in children:
            self._take(child, level + 1)

    def _entry(self, node: nodes.Element, level: int) -> None:
        """Takes the terms and the definition of an entry of a list of any sort."""
        classifiers = "".join(
            f" : {self._text(child)}"
            for child in node.children
            if isinstance(child, nodes.classifier)
        )
        for child in node.children:
            if isinstance(child, (nodes.definition, nodes.field_body, nodes.description)):
                self._entered(child, "definition", level)
            elif isinstance(child, nodes.option_group):
                words = ", ".join(option.astext() for option in child.children)
                child.line = _line_of(node.children[-1])
                self._add(words, "term", child, level)
            elif not isinstance(child, nodes.classifier):
                words = _one_line(self._text(child)) + classifiers
                child.line = child.line or node.line
                self._add(_FIELD.sub("", words), "term", child, level)

    def _fields(self, node: nodes.field_list, level: int) -> None:
        at_top = not any(block.kind != "heading" for block in self._draft.blocks)
        for field in node.children:
            name, body = field.children[0].astext().lower(), field.children[1].astext()
            if at_top:
                self.stated.setdefault(name, body)
            if body.strip() and name not in _FILE_WIDE:
                self._take(field, level)

    def _code(self, node: nodes.Element, level: int) -> None:
        words = node.astext()
        self._add(words, "code", node, level, length=words.count("\n"))

    def _verse(self, node: nodes.line_block, level: int) -> None:
        lines = [self._text(line) for line in node.findall(nodes.line)]
        self._add("\n".join(lines), "paragraph", node, level, length=len(lines) - 1)

    def _table(self, node: nodes.table, level: int) -> None:
        for title in node.findall(nodes.title):
            self._add(_one_line(self._text(title)), "paragraph", title, level)
        for row in node.findall(nodes.row):
            kind: BlockKind = "header" if isinstance(row.parent, nodes.thead) else "row"
            cells = [_one_line(" ".join(map(self._text, entry.children))) for entry in row.children]
            if any(cells):
                self._add(CELL_GAP.join(cells), kind, row, level)

    def _name(self, node: nodes.target, _level: int) -> None:
        if not node.get("refuri") and not node.get("refname"):
            self._target = next(iter(node["ids"]), self._target)

    def _image(self, node: nodes.image, level: int) -> None:
        alt = node.get("alt", "")
        if len(alt.split()) >= _SEVERAL:
            self._add(alt, "paragraph", node, level)

    def _message(self, node: nodes.system_message, level: int) -> None:
        """Takes what docutils could not read as a table, which still is one to a reader."""
        if "alformed table" in node.astext():
            for block in node.findall(nodes.literal_block):
                self._code(block, level)

    def _text(self, node: nodes.Node) -> str:
        """What a reader sees of inline nodes; a line's end is that of the source."""
        if isinstance(node, nodes.Text):
            return node.astext()
        words = ""
        for child in node.children:
            if isinstance(child, nodes.Text):
                words += child.astext()
            elif isinstance(child, nodes.footnote_reference):
                words = words.rstrip()
            elif isinstance(child, (nodes.superscript, nodes.subscript)):
                script = raised if isinstance(child, nodes.superscript) else lowered
                words += script(child.astext(), words)
            elif isinstance(child, nodes.substitution_reference):
                name = child.get("refname", "")
                words += self._substitutions.get(name, child.astext())
            elif isinstance(child, nodes.image):
                alt = child.get("alt", "")
                words += alt if len(alt.split()) >= _SEVERAL else ""
            elif not isinstance(child, (nodes.raw, nodes.label)):
                words += self._text(child)
        return words


def _is_title(node: nodes.Element, words: str) -> bool:
    """Whether all of a paragraph is bold and short, as a title is."""
    bold = len(node.children) == 1 and isinstance(node.children[0], nodes.strong)
    short = len(words) <= _LONGEST_TITLE and looks_like_title(words)
    return bold and (short or is_question(words))


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _line_of(node: nodes.Node) -> int | None:
    """The line of a node or, where docutils gives none, of the first inside it that has one."""
    if node.line:
        return node.line
    return next((inner.line for inner in node.findall() if getattr(inner, "line", None)), None)


def _ordinal(number: int, form: str) -> str:
    if form in ("loweralpha", "upperalpha") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if form == "upperalpha" else letter
    if form in ("lowerroman", "upperroman") and 0 < number < 4000:
        roman = _roman(number)
        return roman.lower() if form == "lowerroman" else roman
    return str(number)


def _roman(number: int) -> str:
    digits = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL"}
    digits |= {10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
    letters = ""
    for value, letter in digits.items():
        letters += letter * (number // value)
        number %= value
    return letters
