"""Whether a name is a person's, a place's or a thing's, by what stands around it."""

from __future__ import annotations

import pytest

from retrieval.conversation.entities import EntityKind, NamedEntity, kind_of_entity, untitled


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("Velt", "Velt resigned in May.", "person"),
        ("Velt", "It was Dr. Velt.", "person"),
        ("Velt", "It was handed to Velt, who kept it.", "person"),
        ("Velt", "Mara Velt kept it.", "person"),
        ("Mayor Mara Velt", "", "person"),
        ("Orrin", "It rained in Orrin.", "place"),
        ("Castle Square", "", "place"),
        ("Orrin", "Prices rose at Orrin.", "thing"),
        ("Orrin", "Orrin's platform is old.", "thing"),
        ("Orrin Hawks", "Orrin Hawks have signed him.", "thing"),
        ("Orrin Library", "", "thing"),
        ("Orrin", "The CEO of Orrin slept.", None),
        ("Orrin", "Orrington rose.", None),
        ("Orrin", "Orrin is old.", None),
    ],
)
def test_what_stands_around_a_name_tells_what_it_is_of(
    name: str, text: str, kind: EntityKind | None
) -> None:
    assert kind_of_entity(NamedEntity(name, 0, len(name), ""), [text]) == kind


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("Councillor Aisha Bello", "Aisha Bello"),
        ("Deputy Mayor Colin Frame", "Colin Frame"),
        ("Mayor Frame", "Mayor Frame"),
        ("King Charles", "King Charles"),
    ],
)
def test_a_title_goes_where_a_full_name_is_left(name: str, without: str) -> None:
    assert untitled(name) == without
