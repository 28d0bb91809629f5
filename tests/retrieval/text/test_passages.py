"""Passages: what of a document can stand as an answer, and where it stands."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from retrieval.model import ParsedDocument, Passage
from retrieval.sources.registry import load
from retrieval.text.passages import LARGEST, LONGEST, SIZE, passages_of
from retrieval.text.sections import is_boilerplate, may_be_heading
from tests.retrieval.documents import DOCUMENTS, Part, parsed, source_file


def texts(*parts: Part) -> list[str]:
    return [passage.text for passage in passages_of(parsed(parts))]


def headings(*parts: Part) -> list[str]:
    return [passage.heading for passage in passages_of(parsed(parts))]


def from_markdown(folder: Path, source: str) -> list[Passage]:
    (folder / "d.md").write_text(source, encoding="utf-8")
    (document,) = load(source_file(str(folder / "d.md"), "d.md"))
    return passages_of(document)


LEFT: Part = ("paragraph", "Lin left the team.")
CAME: Part = ("paragraph", "Zhou came to lead it.")


def test_each_paragraph_is_a_passage() -> None:
    assert texts(LEFT, CAME) == ["Lin left the team.", "Zhou came to lead it."]


def test_a_heading_belongs_to_the_passages_below_it_and_is_none_itself() -> None:
    parts: list[Part] = [("heading", "# News"), LEFT, ("heading", "## Who came"), CAME]
    assert texts(*parts) == ["Lin left the team.", "Zhou came to lead it."]
    assert headings(*parts) == ["News", "News › Who came"]


def test_a_heading_with_nothing_below_it_is_a_passage_below_those_above() -> None:
    parts: list[Part] = [("heading", "# House"), ("heading", "## Orchids"), ("heading", "## Bees")]
    found = passages_of(parsed([*parts, CAME, ("heading", "# Cellar")]))
    assert [(one.heading, one.text) for one in found] == [
        ("House", "Orchids"),
        ("House › Bees", "Zhou came to lead it."),
        ("", "Cellar"),
    ]


def test_a_heading_with_nothing_below_it_is_left_out_where_it_is_boilerplate() -> None:
    assert texts(("heading", "# News"), LEFT, ("heading", "## Share this")) == [LEFT[1]]


def test_the_sign_of_a_question_is_no_part_of_the_heading_that_it_makes(tmp_path: Path) -> None:
    found = from_markdown(
        tmp_path, "**Q: May I swim?**\n\nA: Not here.\n\n## Q: a letter\n\nA vowel."
    )
    assert [passage.heading for passage in found] == ["May I swim?", "Q: a letter"]
    assert [passage.text for passage in found] == ["A: Not here.", "A vowel."]


def test_a_heading_ends_the_headings_of_its_level_and_below() -> None:
    above: list[Part] = [("heading", "# A"), ("heading", "## B"), ("heading", "### C"), LEFT]
    below: list[Part] = [("heading", "## D"), CAME]
    assert headings(*above, *below) == ["A › B › C", "A › D"]


def test_a_short_line_above_a_paragraph_is_its_heading_where_none_are_marked() -> None:
    parts: list[Part] = [("paragraph", "What happened"), LEFT, ("paragraph", "And then"), CAME]
    found = passages_of(parsed(parts, is_unmarked=True))
    assert [passage.heading for passage in found] == ["What happened", "And then"]


def test_no_short_line_is_a_heading_where_the_file_type_could_have_marked_it() -> None:
    assert headings(("paragraph", "What happened"), LEFT) == ["", ""]


def test_a_list_stays_with_its_lead_in() -> None:
    items: list[Part] = [("item", "- Lin"), ("item", "- Hui"), ("item", "- Li")]
    assert texts(("paragraph", "Three left:"), *items, CAME) == [
        "Three left:\n\n- Lin\n- Hui\n- Li",
        "Zhou came to lead it.",
    ]


def test_a_list_without_a_lead_in_is_one_passage() -> None:
    assert texts(LEFT, ("item", "- Lin left"), ("item", "- Zhou came")) == [
        "Lin left the team.",
        "- Lin left\n- Zhou came",
    ]


def test_a_passage_knows_the_page_that_it_begins_on_and_each_part_its_own() -> None:
    parts: list[Part] = [("paragraph", "Two left:"), ("item", "- Lin"), ("item", "- Hui")]
    (found,) = passages_of(parsed(parts, pages=(1, 1, 2)))
    assert found.page == 1
    assert [part.page for part in found.parts] == [1, 1, 2]


def test_a_document_of_nothing_but_headings_gives_them_as_passages() -> None:
    assert texts(("heading", "# Lin leaves"), ("heading", "# Zhou comes")) == [
        "Lin leaves",
        "Zhou comes",
    ]


def test_short_paragraphs_under_one_heading_make_one_passage_up_to_a_size() -> None:
    one: Part = ("paragraph", "Lin wrote a post about it on that very day. " * 10 + "So it was.")
    found = texts(("heading", "# News"), LEFT, CAME, one, one, one)
    assert found[0].startswith("Lin left the team.\n\nZhou came to lead it.\n\nLin wrote")
    assert all(len(text) <= SIZE for text in found)
    assert len(found) == 2


def test_a_term_stays_with_its_definition_and_a_lead_in_with_its_code() -> None:
    entry: list[Part] = [("term", "--fresh"), ("term", "-f"), ("definition", "Start anew.")]
    assert texts(*entry) == ["--fresh\n\n-f\n\nStart anew."]
    assert texts(("paragraph", "To restart, run:"), ("code", "$ kiln stop\n$ kiln start")) == [
        "To restart, run:\n\n$ kiln stop\n$ kiln start"
    ]


def test_a_question_that_stands_alone_is_the_heading_of_its_answer() -> None:
    parts: list[Part] = [("paragraph", "Can I bring a cat?"), ("paragraph", "In a basket, yes.")]
    (found,) = passages_of(parsed(parts))
    assert (found.heading, found.text) == ("Can I bring a cat?", "In a basket, yes.")


def test_a_question_and_its_answer_in_one_paragraph_are_told_apart_by_q_and_a() -> None:
    (found,) = passages_of(parsed([("paragraph", "Q: Can I park?\nA: Behind the mill.")]))
    assert (found.heading, found.text) == ("Can I park?", "A: Behind the mill.")


def test_an_overlong_table_is_cut_between_rows_that_keep_their_header_as_heading() -> None:
    rows: list[Part] = [("row", f"cup {number} | {number}.50") for number in range(200)]
    found = passages_of(parsed([("heading", "# Prices"), ("header", "what | price"), *rows]))
    assert len(found) > 1
    assert [one.heading for one in found[1:]] == ["Prices › what | price"] * (len(found) - 1)
    assert all(len(one.text) <= LARGEST for one in found)


def test_an_empty_document_has_no_passages() -> None:
    assert texts() == []


@pytest.mark.parametrize(
    "line",
    [
        *("By Jane Doe", "by Jane Q. Doe", "Photo: Reuters", "Image credit: Google", "Credit: AP"),
        *("Share this article", "Share on X", "Tweet", "Print", "Subscribe", "Log in", "Comments"),
        *("Advertisement", "Related articles", "Read more", "See also", "Back to top", "Tags"),
        *("No comments yet", "3 comments", "Leave a reply", "5 min read", "Follow us on X"),
        *("Sign up for our newsletter.", "Subscribe to our newsletter!", "\u00a9 2026 Quoth"),
        *("Copyright 2026 Quoth Ltd.", "All rights reserved.", "Posted on March 3"),
        *("Skip to content", "Updated: March 3, 2026", "Published on 3 March 2026"),
        *("Cookie policy", "Editor's desk"),
        *("***", "2026", "- - -", "Menu", "Qwen", ""),
    ],
)
def test_a_line_that_only_surrounds_an_article_is_no_passage(line: str) -> None:
    assert is_boilerplate(line)
    assert texts(("paragraph", line or "|"), LEFT) == ["Lin left the team."]


@pytest.mark.parametrize(
    "line",
    [
        "By March Lin had left.",
        "Sign up for a library card at the front desk with a passport.",
        "Source: the Ministry counted 412 libraries in the country.",
        "Follow us on foot through the old town, past the harbour.",
        "By 2026 the team was gone.",
        "Like us, they saw it coming.",
        "No comments were made by Alibaba.",
        "Copyright law protects the weights.",
        "Cookie sales rose in March.",
        "Published by Penguin in 1949, it became famous.",
        "Source: the model weights are on Hugging Face. They are free.",
        "Share prices fell by 5%.",
        "Related work is discussed by Lin.",
        "More news came in March.",
        "Search engines quote it.",
        "Born: 4 March 1990",
        "周浩接任。",
        "Founded 1999",
    ],
)
def test_a_line_that_states_something_is_a_passage(line: str) -> None:
    assert not is_boilerplate(line)
    assert line in texts(("paragraph", line), LEFT) or may_be_heading(line)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    source = "---\ntitle: T\n---\n\n# H\n\nLin left\nin March.\n\n# I\n\nZhou came.\n"
    found = from_markdown(tmp_path, source)
    assert [(one.text, one.first_line, one.last_line) for one in found] == [
        ("Lin left\nin March.", 7, 8),
        ("Zhou came.", 12, 12),
    ]


def test_a_passage_keeps_its_id_when_another_paragraph_is_edited(tmp_path: Path) -> None:
    before = from_markdown(tmp_path, "Lin left.\n\nZhou came.\n\nLi stayed.\n")
    edited = "Lin left in March, they say.\n\nNew.\n\nZhou came.\n\nLi stayed.\n"
    after = from_markdown(tmp_path, edited)
    assert [one.passage_id for one in before][1:] == [one.passage_id for one in after][-2:]
    assert before[0].passage_id != after[0].passage_id


def test_equal_paragraphs_of_a_document_have_different_ids() -> None:
    found = passages_of(parsed([LEFT, CAME, LEFT, LEFT]))
    ids = [passage.passage_id for passage in found]
    assert len(set(ids)) == 4
    assert ids[2] == f"{ids[0]}-2"
    assert all(passage_id.startswith("d.txt#") for passage_id in ids)


def test_an_overlong_paragraph_is_cut_at_sentence_ends_into_parts_that_know_each_other() -> None:
    long = " ".join(f"Lin wrote post number {number} on that day." for number in range(200))
    found = passages_of(parsed([("paragraph", long), CAME]))
    assert [one.paragraph for one in found] == [0] * (len(found) - 1) + [1]
    assert all(one.text.endswith(".") and one.text[0].isupper() for one in found)
    assert " ".join(one.text for one in found[:-1]) == long
    sizes = [len(one.text) for one in found[:-1]]
    assert max(sizes) <= LONGEST
    assert min(sizes) > LONGEST / 3


def test_the_parts_of_a_wrapped_paragraph_have_lines_of_their_own() -> None:
    long = "\n".join(f"Lin wrote post number {number} on that day." for number in range(200))
    found = passages_of(parsed([("paragraph", long)]))
    lines = long.split("\n")
    for one in found:
        assert "\n".join(lines[one.first_line - 1 : one.last_line]) == one.text


@given(DOCUMENTS)
def test_a_passage_is_a_slice_of_its_document(document: ParsedDocument) -> None:
    text = document.document.text
    for passage in passages_of(document):
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip()
        assert 1 <= len(passage.text) <= LONGEST


@given(DOCUMENTS)
def test_passages_are_in_text_order_and_do_not_overlap(document: ParsedDocument) -> None:
    found = passages_of(document)
    assert all(one.end <= other.start for one, other in pairwise(found))
    paragraphs = [passage.paragraph for passage in found]
    assert paragraphs == sorted(paragraphs)


@given(DOCUMENTS)
def test_passage_ids_are_unique_in_a_document(document: ParsedDocument) -> None:
    ids = [passage.passage_id for passage in passages_of(document)]
    assert len(set(ids)) == len(ids)


@given(DOCUMENTS)
def test_first_and_last_line_are_where_the_passage_stands(document: ParsedDocument) -> None:
    text = document.document.text
    for passage in passages_of(document):
        assert passage.first_line == text.count("\n", 0, passage.start) + 1
        assert passage.last_line == text.count("\n", 0, passage.end) + 1


@given(DOCUMENTS)
def test_every_character_of_content_lies_in_a_passage(document: ParsedDocument) -> None:
    text = document.document.text
    found = passages_of(document)
    covered = {place for one in found for place in range(one.start, one.end)}
    for block in document.blocks:
        if block.kind in ("item", "row", "code") or text[block.start : block.end].endswith(
            (".", ":")
        ):
            visible = {n for n in range(block.start, block.end) if not text[n].isspace()}
            assert visible <= covered
