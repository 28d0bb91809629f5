"""Markdown: its text without markup on the lines of the file, and its blocks."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sources import markdown as loader
from retrieval.sources.markdown import rendered
from tests.retrieval.sources.builders import lines, outline, read_one, shown
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup

Outline = list[tuple[str, int, str]]


def blocks(source: str, *, components: bool = False) -> Outline:
    """The blocks of a text, each as its kind, level and words."""
    text, found = rendered(dedent(source).split("\n"), components=components)
    return [(block.kind, block.level, text[block.start : block.end]) for block in found]


def words(source: str) -> list[str]:
    return [text for _, _, text in blocks(source)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Some *light*, **strong** and ~~struck~~ words", "Some light, strong and struck words"),
        ("A [link](https://a.example 'T') and <https://b.example>", "A link and https://b.example"),
        ("A [link][ref] and [ref]\n\n[ref]: https://a.example", "A link and ref\n\n"),
        ("An ![image of *it*](a.png) here", "An image of it here"),
        ("Some `code *x*` &amp; &copy; \\*kept\\*", "Some code *x* & © *kept*"),
        ("Inline <b>tags</b> and <!-- notes --> go<br>away", "Inline tags and  go away"),
        ("snake_case and 2 * 3 * 4", "snake_case and 2 * 3 * 4"),
        ("two  \nlines\\\nbroken", "two\nlines\nbroken"),
        ("# Heading #\n\ntext", "Heading\n\ntext"),
        ("Heading\n=======\ntext", "Heading\n\ntext"),
        ("> quoted\n> twice\nlazily", "quoted\ntwice\nlazily"),
        ("```python\nx = '*a*'\n\ny\n```\nafter", "\nx = '*a*'\n\ny\n\nafter"),
        ("    indented\n      code", "indented\n  code"),
        ("* one\n+ other\n3) three", "- one\n- other\n3) three"),
        ("- one\n  - two\n    1. three", "- one\n  - two\n    1. three"),
        ("1. one\n1. two\n1. three", "1. one\n2. two\n3. three"),
        ("| A | B |\n|---|---|\n| *c* | `d` |", "A | B\n\nc | d"),
        ("above\n\n***\n\nbelow", "above\n\n\n\nbelow"),
        ("<!-- a\nnote -->\ntext", "\n\ntext"),
        ("<div class='x'>\nShown &amp; <b>kept</b>\n</div>", "\nShown & kept\n"),
        ("<script>\nhidden()\n</script>", "\n\n"),
        (
            "It fell.[^1] So did [^b] it.\n\n[^1]: A note.\n[^b]: B.",
            "It fell. So did  it.\n\nA note.\nB.",
        ),
        ("A class [^a-z] in prose", "A class [^a-z] in prose"),
    ],
)
def test_each_line_is_shown_without_its_markup(source: str, text: str) -> None:
    assert rendered(source.split("\n"))[0] == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a [b](c\n'title') d\ne", "a b\nd\ne"),
        ("a `b\nc` d\ne", "a b c\nd\ne"),
        ("a <b\nclass='x'>c</b>\nd", "a\nc\nd"),
        ("a ![b\nc](d\n'e') f\ng", "a b c\n\nf\ng"),
        ("a [b\nc [d](e\n'f')](g) h\ni", "a [b\nc d\n](g) h\ni"),
        ("a &#10;b\nc", "a  b\nc"),
        ("a <!-- b\nc\nd --> e\nf", "a\n\ne\nf"),
        ("<p>a\n<b\nid='x'>c</b>\nd", "a\n\nc\nd"),
    ],
)
def test_markup_that_runs_over_a_line_end_moves_no_line(source: str, text: str) -> None:
    assert rendered(source.split("\n"))[0] == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("2<sup>32</sup> rows", "2^32 rows"),
        ("x<sup>n-1</sup> and 5 m<sup>2</sup>", "x^(n-1) and 5 m^2"),
        ("the 1<sup>st</sup> of H<sub>2</sub>O and x<sub>i</sub>", "the 1st of H₂O and x_i"),
        ("as said<sup>[3]</sup>.", "as said."),
        ("2{sup}`8` and H{sub}`2`O", "2^8 and H₂O"),
        ("Press <kbd>Ctrl</kbd>+<kbd>C</kbd>.", "Press Ctrl+C."),
        ("a <span hidden>secret</span> b", "a  b"),
        ("a <span style='display: none'>secret</span> b", "a  b"),
        ("a <span class='not hidden'>shown</span> b", "a shown b"),
        ("See {ref}`the text <label>` and {func}`~pkg.mod.run`.", "See the text and run."),
        ("In {doc}`/usage` of {class}`!Tool` by {pep}`8`", "In /usage of Tool by PEP 8"),
        ("A [button](#){ .md-button } and `x`{.py}", "A button and x"),
        ("Go :material-check: on {% include x %}.", "Go  on ."),
        ("A note^[that is inline] here", "A note (that is inline) here"),
        ("minis\u00adtry", "minis\u00adtry"),
    ],
)
def test_what_inline_markup_means_is_kept(source: str, text: str) -> None:
    assert rendered([source])[0] == text


def test_invisible_characters_are_not_in_the_text(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.md", "The minis\u00adtry of the li\u200bbrary")
    assert parsed.document.text == "The ministry of the library"


def test_blocks_keep_their_kind_level_and_lines(tmp_path: Path) -> None:
    source = dedent(
        """\
        # Top

        First
        paragraph.

        ## Sub
        - one
          goes on
          - two

            its second paragraph
            ```
            code
            ```
        1. three

        | A | B |
        |---|---|
        | c | d |

        ```
        code
        ```
        > quoted
        """
    )
    parsed = read_one(tmp_path, "a.md", source)
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((1, 1), ("heading", 1, "Top")),
        ((3, 4), ("paragraph", 0, "First\nparagraph.")),
        ((6, 6), ("heading", 2, "Sub")),
        ((7, 8), ("item", 0, "- one\ngoes on")),
        ((9, 9), ("item", 1, "- two")),
        ((11, 11), ("paragraph", 2, "its second paragraph")),
        ((13, 13), ("code", 2, "code")),
        ((15, 15), ("item", 0, "1. three")),
        ((17, 17), ("header", 0, "A | B")),
        ((19, 19), ("row", 0, "c | d")),
        ((22, 22), ("code", 0, "code")),
        ((24, 24), ("paragraph", 0, "quoted")),
    ]


def test_a_deeply_nested_list_is_read_to_its_end() -> None:
    source = "\n".join("  " * depth + f"- level {depth}" for depth in range(30))
    assert [level for _, level, _ in blocks(source)] == list(range(30))


def test_a_list_of_links_into_the_page_is_no_text() -> None:
    assert words("- [One](#one)\n  - [Two](#two)\n- [Three](other.md)\n\n# One") == [
        *("- Three", "One")
    ]


class TestCode:
    """What is code keeps its lines, and nothing in it is markup."""

    @pytest.mark.parametrize("fence", ["```", "~~~", "````"])
    def test_a_sign_in_code_is_no_heading(self, fence: str) -> None:
        source = f"Run:\n\n{fence}sh\n# first\n$ go --now\n\n  indented\n{fence}\n"
        assert blocks(source) == [
            ("paragraph", 0, "Run:"),
            ("code", 0, "# first\n$ go --now\n\n  indented"),
        ]

    def test_its_first_line_keeps_its_indent(self) -> None:
        assert blocks("```yaml\n  - a\n  - b\n```") == [("code", 0, "  - a\n  - b")]

    def test_options_of_a_directive_are_no_code(self) -> None:
        source = "```{code-block} python\n:linenos:\n:caption: X\n\nx = 1\n```"
        assert blocks(source) == [("code", 0, "x = 1")]


class TestDefinitions:
    """A term is followed by its definition, whose other blocks are a level deeper."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            (
                "Term\n:   Meaning\n    of it.",
                [("term", 0, "Term"), ("definition", 0, "Meaning\nof it.")],
            ),
            (
                "One\nOther\n: Meaning",
                [("term", 0, "One"), ("term", 0, "Other"), ("definition", 0, "Meaning")],
            ),
            (
                "T\n\n: First\n\n    Second\n\n: Third",
                [
                    ("term", 0, "T"),
                    ("definition", 0, "First"),
                    ("paragraph", 1, "Second"),
                    ("definition", 0, "Third"),
                ],
            ),
            (
                "- item\n\n  T\n  : M",
                [("item", 0, "- item"), ("term", 1, "T"), ("definition", 1, "M")],
            ),
            ("<dl><dt>T</dt><dd>M</dd></dl>", [("term", 0, "T"), ("definition", 0, "M")]),
            (
                "```{option} --fast\nGoes fast.\n\nVery.\n```",
                [("term", 0, "--fast"), ("definition", 0, "Goes fast."), ("paragraph", 1, "Very.")],
            ),
        ],
    )
    def test_forms(self, source: str, expected: Outline) -> None:
        assert blocks(source) == expected

    def test_a_wrapped_line_before_a_tilde_is_no_term(self) -> None:
        assert blocks("It is about\n~5 km away") == [("paragraph", 0, "It is about\n~5 km away")]


class TestQuestions:
    """What an entry of a FAQ asks is the heading of its answer."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("Q: Why?\n\nA: So.", [("heading", 7, "Q: Why?"), ("paragraph", 0, "A: So.")]),
            (
                "Q. Why?\nA. So.\nQ. How?\nA. Thus.",
                [
                    ("heading", 7, "Q. Why?"),
                    ("paragraph", 0, "A. So."),
                    ("heading", 7, "Q. How?"),
                    ("paragraph", 0, "A. Thus."),
                ],
            ),
            ("**May I?**\n\nYes.", [("heading", 7, "May I?"), ("paragraph", 0, "Yes.")]),
            ("**May I?**\nYes.", [("heading", 7, "May I?"), ("paragraph", 0, "Yes.")]),
            ("**Setup**\n\nDo it.", [("heading", 7, "Setup"), ("paragraph", 0, "Do it.")]),
            ("**Note:** mind it.", [("paragraph", 0, "Note: mind it.")]),
            ("**All of it is bold.**", [("paragraph", 0, "All of it is bold.")]),
            (
                "<details>\n<summary>May <b>I</b>?</summary>\n\nYes.\n\n</details>",
                [("heading", 7, "May I?"), ("paragraph", 0, "Yes.")],
            ),
            ("- **May I?**\n  Yes.", [("item", 0, "- May I?\nYes.")]),
        ],
    )
    def test_forms(self, source: str, expected: Outline) -> None:
        assert blocks(source) == expected


class TestAdmonitions:
    """What is in a box is text; its marks are not, and its title only if it says something."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ('!!! note "On cars"\n    They cost.\n\nAfter', ["On cars", "They cost.", "After"]),
            ("!!! warning\n    Mind it.", ["Mind it."]),
            ('=== "Linux"\n\n    Run it.\n', ["Linux", "Run it."]),
            (":::warning\nMind it.\n:::", ["Mind it."]),
            (":::tip[On cars]\nThey cost.\n:::", ["On cars", "They cost."]),
            ("::: danger Stop\nNow.\n:::", ["Stop", "Now."]),
            ('::: {.callout-note title="On cars"}\nThey cost.\n:::', ["On cars", "They cost."]),
            ("::::{grid}\n:::{card} One\nText\n:::\n::::", ["One", "Text"]),
            ("/// note | On cars\nThey cost.\n///", ["On cars", "They cost."]),
            ("> [!NOTE]\n> Mind it.", ["Mind it."]),
            ("> [!tip]- Folded\n> Mind it.", ["Folded\nMind it."]),
            ("```{note}\nMind *it*.\n```", ["Mind it."]),
            ("```{admonition} On cars\n:class: tip\nThey cost.\n```", ["On cars", "They cost."]),
            ("```{versionadded} 8.2\n```", ["Added in version 8.2"]),
            ("```{versionchanged} 8.2\nIt is new.\n```", ["Changed in version 8.2: It is new."]),
            ("```{toctree}\nintro\n```\n\nText", ["Text"]),
            ("```{unheard-of}\nSome *text*.\n```", ["Some text."]),
            ("::: package.module\n    options:\n\nText", ["options:", "Text"]),
            ("(some-label)=\n\nText", ["Text"]),
            ("[TOC]\n\nText\n{: .lead }", ["Text"]),
        ],
    )
    def test_forms(self, source: str, expected: list[str]) -> None:
        assert words(source) == expected

    def test_a_folded_box_has_its_title_as_heading(self) -> None:
        assert blocks('??? info "More on it"\n    Text.')[0] == ("heading", 7, "More on it")

    def test_restructuredtext_inside_is_read(self) -> None:
        source = """\
            ```{eval-rst}
            .. currentmodule:: tool

            Some ``code`` and :func:`run`:

            .. click:example::

                @tool
                def x(): pass

            .. versionchanged:: 2.0
                It is :attr:`new`.

            .. list-table::
                :header-rows: 1

                * - Name
                  - Value
                * - a
                  - b
            ```
            """
        assert blocks(source) == [
            ("paragraph", 0, "Some code and run:"),
            ("code", 0, "@tool\ndef x(): pass"),
            ("paragraph", 0, "Changed in version 2.0: It is new."),
            ("header", 0, "Name | Value"),
            ("row", 0, "a | b"),
        ]


class TestHtml:
    """Raw HTML is read for what a browser would show."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("<h2 align='center'>Title</h2>", [("heading", 2, "Title")]),
            ("<ul><li>a</li><li>b</li></ul>", [("item", 0, "- a"), ("item", 0, "- b")]),
            ("<ul><li>a<ul><li>b</li></ul></li></ul>", [("item", 0, "- a"), ("item", 1, "- b")]),
            (
                "<table>\n<tr><th>A</th><th>B</th></tr>\n<tr><td>c</td><td>d</td></tr>\n</table>",
                [("header", 0, "A | B"), ("row", 0, "c | d")],
            ),
            ("<pre>\n  a\n  b\n</pre>", [("code", 0, "  a\n  b")]),
            ("<div hidden>\n\nsecret\n\n</div>\n\nshown", [("paragraph", 0, "shown")]),
            ("<p style='display:none'>secret</p>\n\nshown", [("paragraph", 0, "shown")]),
            ("<p>one</p><p>two</p>", [("paragraph", 0, "one"), ("paragraph", 0, "two")]),
            ("<a href='x'><img src='y' alt='build'></a>\n\ntext", [("paragraph", 0, "text")]),
        ],
    )
    def test_forms(self, source: str, expected: Outline) -> None:
        assert blocks(source) == expected

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("[![Build](a.svg)](b) ![License: MIT](c.svg)\n\nText", ["Text"]),
            ("![The kiln seen from its left side](a.png)", ["The kiln seen from its left side"]),
            ("Press ![gear](gear.png) twice", ["Press gear twice"]),
            ("Press ![](gear.png) twice", ["Press  twice"]),
        ],
    )
    def test_a_picture_is_named_where_its_name_says_something(
        self, source: str, expected: list[str]
    ) -> None:
        assert words(source) == expected


class TestAnchors:
    """A block can be linked to by the id of the nearest heading, or one of its own."""

    @pytest.mark.parametrize(
        ("source", "anchors"),
        [
            ("# What's new?\n\ntext", ["whats-new", "whats-new"]),
            ("# A\n\n# A\n\n# A", ["a", "a-1", "a-2"]),
            ("## `--fast`, `-f`", ["--fast--f"]),
            ("# Top {#start}\n\ntext", ["start", "start"]),
            ("# Top {: #start .big }", ["start"]),
            ("(my_label)=\n# Top", ["my-label"]),
            ("<a id='x'></a>\n\n# Top", ["x"]),
            ("# Top\n\n(here)=\ntext\n\nmore", ["top", "here", "here"]),
            ("text", [None]),
        ],
    )
    def test_forms(self, source: str, anchors: list[str | None]) -> None:
        assert [block.anchor for block in rendered(source.split("\n"))[1]] == anchors

    def test_the_id_is_not_part_of_the_heading(self) -> None:
        assert words("# Top {#start}") == ["Top"]


class TestComponents:
    """MDX is read without its module code and its tags; what stands inside them is Markdown."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ('import X from "x"\nexport const a = {\n  b: 1,\n}\n\n# T', [("heading", 1, "T")]),
            ("<X foo={{ a: '>' }}\n  bar />\n\ntext", [("paragraph", 0, "text")]),
            (
                "<Tabs>\n  <Tab value='x'>\n\n    Some *text*.\n\n  </Tab>\n</Tabs>",
                [("paragraph", 0, "Some text.")],
            ),
            ("a {/* note */} b {' '}c {props.x} d", [("paragraph", 0, "a  b  c  d")]),
            ("`a {b}` and \\{c\\}", [("paragraph", 0, "a {b} and {c}")]),
            ("```jsx\n<X a={1} />\n```", [("code", 0, "<X a={1} />")]),
            (
                '<Card title="Set up">\n  Do it.\n</Card>',
                [("heading", 7, "Set up"), ("paragraph", 0, "Do it.")],
            ),
            (
                '<ParamField query="limit" type="number">\nHow many.\n</ParamField>',
                [("heading", 7, "limit"), ("paragraph", 0, "How many.")],
            ),
            ("export const a = {\n\n  b: 1,\n}\n\ntext", [("paragraph", 0, "text")]),
            ("# T {#id}\n\n2<sup>8</sup>", [("heading", 1, "T"), ("paragraph", 0, "2^8")]),
        ],
    )
    def test_forms(self, source: str, expected: Outline) -> None:
        assert blocks(source, components=True) == expected

    def test_lines_stay_where_they_are(self, tmp_path: Path) -> None:
        parsed = read_one(tmp_path, "a.mdx", 'import X from "x"\n\n<X\n  a={1}\n/>\n\ntext')
        assert lines(parsed) == [(7, 7)]


class TestTitle:
    """The title is what the front matter says, else the first top heading, else the name."""

    @pytest.mark.parametrize(
        ("source", "title"),
        [
            ("---\ntitle: Stated\n---\n# Heading", "Stated"),
            ("## Sub\n\n# Top *heading*\n\n# Other", "Sub"),
            ("text\n\n## Sub\n\n# Top *heading*\n\n# Other", "Top heading"),
            ("Two line\nheading\n===", "Two line heading"),
            ("## Sub\n\ntext", "Sub"),
            ("text\n\n## Sub", "a file"),
            ("**Bold?**\n\ntext", "a file"),
            ("", "a file"),
        ],
    )
    def test_title(self, tmp_path: Path, source: str, title: str) -> None:
        assert read_one(tmp_path, "a_file.md", source).document.title == title

    def test_front_matter_is_no_text(self, tmp_path: Path) -> None:
        parsed = read_one(tmp_path, "a.md", "+++\ntitle = 'T'\n+++\nBody.")
        assert shown(parsed) == ["Body."]
        assert lines(parsed) == [(4, 4)]


@pytest.mark.parametrize(
    "unit",
    [
        "![",
        "[",
        "[a](",
        "`",
        "<a ",
        "<!--",
        "{% ",
        "a\n\n",
        "<p></p>\n\n",
        "|a",
        "> ",
        "- ",
        ":::a\n",
        "[a]\n",
        "<sup>a",
        "a_",
        "Q: a?\n",
    ],
)
def test_no_input_takes_unreasonably_long(unit: str) -> None:
    assert_bounded(loader, "a.md", unit)


PIECES = (
    *(
        "#",
        "- ",
        "* ",
        "1. ",
        "> ",
        "```",
        "~~~",
        "`",
        "    ",
        "[a",
        "](b",
        "]",
        "![",
        "<!--",
        "-->",
    ),
    *("<b>", "<br>", "<div>", "</div>", "<div hidden>", "<li>", "</li>", "<td>", "<tr>", "<sup>"),
    *("</sup>", "&amp;", "&#10;", "\\", "|", "| - |", "---", "===", "**", "_", "~~", "[x]: /u\n"),
    *(":::", ":::note\n", "```{note}\n", "```{eval-rst}\n", ".. a::\n", "!!! a\n", "\n", "\n\n"),
    *("[^1]", "[^1]: n\n", ": ", "a\n: b\n", "(a)=\n", "{#a}", "{ref}`a`", "Q: ", "A: ", "word "),
    *("+++\n", "---\ntitle: x\n---\n", "a: b\n", "import a\n", "<X a={", "/>", "é", "漢", "\u00ad"),
)


@given(name=st.sampled_from(["a.md", "a.mdx"]), raw=soup(*PIECES))
def test_whatever_is_in_a_file_its_blocks_are_slices_in_order(name: str, raw: bytes) -> None:
    documents = loaded(loader, name, raw)
    assert_slices(documents)
    for document, found, _ in documents:
        for block in found:
            assert block.first_line == document.text.count("\n", 0, block.start) + 1
            assert block.last_line == document.text.count("\n", 0, block.end) + 1
