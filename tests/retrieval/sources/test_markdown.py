"""Markdown: its text without markup on the lines of the file, its blocks, its front matter."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.retrieval.sources.builders import lines, outline, read, read_one, shown


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
        ("| A | B |\n|---|---|\n| *c* | `d` |", "A | B\n\nc | d"),
        ("above\n\n***\n\nbelow", "above\n\n\n\nbelow"),
        ("<!-- a\nnote -->\ntext", "\n\ntext"),
        ("<div class='x'>\nShown &amp; <b>kept</b>\n</div>", "\nShown & kept\n"),
        ("<script>\nhidden()\n</script>", "\n\n"),
    ],
)
def test_each_line_is_shown_without_its_markup(tmp_path: Path, source: str, text: str) -> None:
    assert read_one(tmp_path, "a.md", source).document.text == text


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
    ],
)
def test_markup_that_runs_over_a_line_end_moves_no_line(
    tmp_path: Path, source: str, text: str
) -> None:
    assert read_one(tmp_path, "a.md", source).document.text == text


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
        ((11, 11), ("paragraph", 0, "its second paragraph")),
        ((12, 12), ("item", 0, "1. three")),
        ((14, 16), ("table", 0, "A | B\n\nc | d")),
        ((19, 19), ("code", 0, "code")),
        ((21, 21), ("paragraph", 0, "quoted")),
    ]


def test_a_long_table_is_one_block_a_row(tmp_path: Path) -> None:
    rows = "\n".join(f"| name {number} | {'value ' * 10}|" for number in range(20))
    parsed = read_one(tmp_path, "a.md", f"| A | B |\n|---|---|\n{rows}")
    assert [kind for kind, _, _ in outline(parsed)] == ["table"] * 21
    assert lines(parsed)[:3] == [(1, 1), (3, 3), (4, 4)]


def test_a_deeply_nested_list_is_read_to_its_end(tmp_path: Path) -> None:
    source = "\n".join("  " * depth + f"- level {depth}" for depth in range(30))
    levels = [level for _, level, _ in outline(read_one(tmp_path, "a.md", source))]
    assert levels == list(range(30))


class TestTitle:
    """The title is what the front matter says, else the first top heading, else the name."""

    @pytest.mark.parametrize(
        ("source", "title"),
        [
            ("---\ntitle: Stated\n---\n# Heading", "Stated"),
            ("## Sub\n\n# Top *heading*\n\n# Other", "Top heading"),
            ("Two line\nheading\n===", "Two line heading"),
            ("## Sub\n\ntext", "a file"),
            ("", "a file"),
        ],
    )
    def test_title(self, tmp_path: Path, source: str, title: str) -> None:
        assert read_one(tmp_path, "a_file.md", source).document.title == title


class TestFrontMatter:
    """Front matter is read, and never costs the file."""

    def test_its_keys_describe_the_document(self, tmp_path: Path) -> None:
        source = (
            "---\r\nTitle: 'Lin: gone'\r\npublisher: Daily Brief\r\ndate: 2026-03-04\r\n"
            "url: https://a.example/x\r\ntags: [a, b]\r\ndraft:\r\n---\r\nBody."
        )
        parsed = read_one(tmp_path, "a.md", source)
        document = parsed.document
        assert (document.title, document.publisher) == ("Lin: gone", "Daily Brief")
        assert (document.published, document.url) == ("2026-03-04", "https://a.example/x")
        assert shown(parsed) == ["Body."]
        assert lines(parsed) == [(9, 9)]

    @pytest.mark.parametrize(
        ("stated", "date"),
        [
            ("published: 2026-03-04\ndate: 2020-01-01", "2026-03-04"),
            ("date: 2026-03-04T10:00:00Z", "2026-03-04"),
            ("date: 2026", "2026"),
            ("date: '4 March 2026'", "2026-03-04"),
            ("date: 2026-13-45", None),
            ("date: soon", None),
            ("date: [2026]", None),
        ],
    )
    def test_a_date_is_held_as_iso_8601(
        self, tmp_path: Path, stated: str, date: str | None
    ) -> None:
        parsed = read_one(tmp_path, "a.md", f"---\n{stated}\n---\nBody.")
        assert parsed.document.published == date

    def test_a_colon_in_a_value_needs_no_quotes(self, tmp_path: Path) -> None:
        reports: list[str] = []
        source = "---\ntitle: Minutes: it's the pool\ndate: 2026-03-04\n---\nBody."
        (parsed,) = read(tmp_path, "a.md", source, report=reports.append)
        assert parsed.document.title == "Minutes: it's the pool"
        assert parsed.document.published == "2026-03-04"
        assert not reports

    @pytest.mark.parametrize(
        "broken", ["title: 'unclosed", "title: a\n\tb: c", "a: &x\nb: *y", "title: [" * 2000]
    )
    def test_broken_yaml_is_reported_and_the_text_still_read(
        self, tmp_path: Path, broken: str
    ) -> None:
        reports: list[str] = []
        (parsed,) = read(
            tmp_path, "a.md", f"---\n{broken}\n---\n# Top\n\nBody.", report=reports.append
        )
        assert shown(parsed) == ["Top", "Body."]
        assert parsed.document.title == "Top"
        assert len(reports) == 1
        assert "front matter is not valid YAML" in reports[0]
        assert "\n" not in reports[0]

    @pytest.mark.parametrize(
        "source", ["---\nJust a rule\n---\n", "---\n\nText\n", "---\ntitle: never closed\n", "---"]
    )
    def test_a_rule_at_the_top_is_no_front_matter(self, tmp_path: Path, source: str) -> None:
        reports: list[str] = []
        (parsed,) = read(tmp_path, "a_file.md", source, report=reports.append)
        assert parsed.document.title == "a file"
        assert parsed.document.text.count("\n") == source.count("\n")
        assert reports == []
