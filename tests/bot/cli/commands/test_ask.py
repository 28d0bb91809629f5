"""`quoth ask`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.bot.cli.test_output import ANSWER
from tests.bot.conftest import Quoth

Corpus = Callable[[Mapping[str, str]], Path]

QUESTION = "who replaced Lin?"
UNANSWERED = "zorblax quuxify flurbnitz"


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_an_answer_is_text_and_status_0(quoth: Quoth, seeds: Path) -> None:
    status, out, err = quoth("ask", "who", "replaced", "Lin?")

    assert (status, err) == (0, "")
    assert re.match(r"1  [│┃] ", out)
    assert re.search(r"^   \S+\.md:\d+$", out, re.MULTILINE)


@pytest.mark.parametrize("command", ["ask", "chat"])
@pytest.mark.parametrize(
    ("unread", "said"),
    [
        (["a.png"], ""),
        (["a.png", "b.png", "c.xls"], "3 of 12 files were not read: 2 .png, 1 .xls"),
        (["broken.pdf", "a.png"], "2 of 11 files were not read: 1 .pdf, 1 .png"),
        ([".hidden", ".png"], ""),
    ],
)
def test_it_is_said_in_one_line_when_more_than_a_tenth_of_the_files_was_not_read(
    quoth: Quoth, corpus: Corpus, command: str, unread: list[str], said: str
) -> None:
    folder = corpus({f"{name}.txt": f"The zebra {name} ran." for name in "abcdefghi"})
    for name in unread:
        (folder / name).write_bytes(b"\0\1")
    quoth("index", "--sources", folder)

    err = quoth(command, *["zebra"][: command == "ask"], "--sources", folder, stdin=b"zebra\n").err

    assert err == (f"quoth: {said}\n" if said else "")


def test_what_nothing_answers_is_said_with_status_1(quoth: Quoth) -> None:
    status, out, err = quoth("ask", UNANSWERED)

    assert (status, err) == (1, "")
    assert out.startswith("Nothing in the sources answers this.\n")
    assert '"zorblax"' in out


def test_json_is_one_line_of_the_contract(quoth: Quoth) -> None:
    status, out, err = quoth("ask", QUESTION, "--json", "-k", 2)

    (answer,) = objects(out)
    jsonschema.validate(answer, ANSWER)
    assert (status, err, answer["_id"], answer["status"]) == (0, "", None, "answered")
    assert 1 <= len(answer["quotes"]) <= 2


def test_every_quote_stands_in_its_file(quoth: Quoth) -> None:
    _, out, _ = quoth("ask", QUESTION, "--json", "--top", 10)

    for quote in objects(out)[0]["quotes"]:
        lines = Path(quote["document"]["path"]).read_text().splitlines()
        place = quote["locator"]
        cited = "\n".join(lines[place["first_line"] - 1 : place["last_line"]])
        assert quote["text"] in cited


@pytest.mark.parametrize("question", [QUESTION, "when did Lin leave?", UNANSWERED + " Lin"])
def test_the_parts_of_each_score_add_up(quoth: Quoth, question: str) -> None:
    _, out, _ = quoth("ask", question, "--json", "--explain")

    (answer,) = objects(out)
    for quote in answer["quotes"] + answer["closest"]:
        assert sum(part["value"] for part in quote["evidence"]) == pytest.approx(quote["score"])


def test_an_explanation_in_text_adds_up_too(quoth: Quoth) -> None:
    _, out, _ = quoth("ask", QUESTION, "--explain", "-k", 1)

    quote = out.partition("\n\n")[0]
    *parts, total = re.findall(r"^ {5}\s*(-?\d+\.\d{4})  (\S+)", quote, re.MULTILINE)
    assert total[1] == "score"
    assert sum(float(value) for value, _ in parts) == pytest.approx(
        float(total[0]), abs=0.0001 * len(parts)
    )


def test_a_batch_is_answered_in_order_and_a_wrong_line_named(quoth: Quoth) -> None:
    batch = (
        b'{"_id": "b", "text": "who replaced Lin?"}\n\xff\n'
        b'{"_id": 1, "text": "zorblax"}\n{"_id": "c", "text": ""}\n'
    )

    status, out, err = quoth("ask", "--batch", "-", stdin=batch)

    assert [(answer["_id"], answer["status"]) for answer in objects(out)] == [
        ("b", "answered"),
        ("1", "no_answer"),
    ]
    assert (status, err.splitlines()) == (
        2,
        [
            "quoth: standard input, line 2: expected UTF-8, but byte 1 is 0xff",
            "quoth: standard input, line 4: expected a question, got nothing",
            "quoth: standard input: 2 of 4 lines hold no question that can be answered",
        ],
    )


def test_a_batch_of_answers_and_abstentions_is_status_0(quoth: Quoth, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"_id": "a", "text": "zorblax"}\n', encoding="utf-8")

    status, out, err = quoth("ask", "--batch", batch)

    assert (status, err) == (0, "")
    jsonschema.validate(objects(out)[0], ANSWER)


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        ([""], 2, "expected a question, got nothing"),
        ([" ", "\n"], 2, "expected a question, got nothing"),
        ([], 2, "expected a question or --batch FILE, got neither (see 'quoth ask --help')"),
        (["x", "--batch", "-"], 2, "expected a question or --batch FILE, got both"),
        (["x" * 100_000], 2, "expected a question of at most 2,000 characters, got 100,000"),
        (["caf\udce9"], 2, "expected a question in UTF-8, got byte 0xe9"),
        (["x", "--top", "0"], 2, "invalid value for '-k' / '--top': 0 is not in the range"),
        (["x", "--top", "many"], 2, "'many' is not a valid integer"),
        (["x", "--tpo", "3"], 2, "no such option '--tpo'. Did you mean '--top'?"),
        (["x", "--batch", "nowhere.jsonl"], 2, "'nowhere.jsonl': No such file or directory"),
        (["x", "--sources", ""], 2, "invalid value for '--sources': expected a path, got nothing"),
        (["x", "--sources", "nowhere"], 3, "nowhere' does not exist"),
    ],
)
def test_bad_input_is_one_line_and_a_status(
    quoth: Quoth, arguments: list[str], status: int, reason: str
) -> None:
    ran = quoth("ask", *arguments)

    assert (ran.status, ran.out) == (status, "")
    assert ran.err.startswith("quoth: ")
    assert reason in ran.err
    assert ran.err.count("\n") == 1


def test_an_empty_folder_is_status_3(quoth: Quoth, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    status, out, err = quoth("ask", "who?", "--sources", empty)

    assert (status, out) == (3, "")
    assert err.startswith(f"quoth: nothing to quote in {empty}: no file of a type that is read (")


def test_with_a_file_for_a_data_folder_the_index_is_kept_in_memory(
    quoth: Quoth, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()

    status, out, err = quoth("ask", "who replaced Lin?", "--data-dir", file)

    assert (status, "Hao Zhou" in out) == (0, True)
    assert err == (
        f"quoth: cannot write to {file}: Not a directory; the index is kept in memory this time\n"
    )


def test_what_controls_a_terminal_is_exact_in_json_only(
    quoth: Quoth, corpus: Callable[[Mapping[str, str]], Path]
) -> None:
    folder = corpus({"a.txt": "The zebra \x1b[31mran \u202eaway.\n"})

    (answer,) = objects(quoth("ask", "zebra", "--sources", folder, "--json").out)
    assert answer["quotes"][0]["text"] == "The zebra \x1b[31mran \u202eaway."
    assert "The zebra ␛[31mran ␦away." in quoth("ask", "zebra", "--sources", folder).out


def test_settings_are_read_from_a_file_in_the_working_directory(
    quoth: Quoth, corpus: Callable[[Mapping[str, str]], Path]
) -> None:
    folder = corpus({"a.txt": "The zebra ran away.\n"})
    Path(".env").write_text(f"QUOTH_SOURCES={folder}\n")

    assert "a.txt:1" in quoth("ask", "zebra").out


def test_a_malformed_setting_is_refused_at_start(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_ENGINE", "bm42")

    assert quoth("ask", "who?") == (
        2,
        "",
        "quoth: QUOTH_ENGINE: expected sparse, rank_bm25 or opensearch, got 'bm42'\n",
    )


@pytest.mark.parametrize(
    ("how", "status"), [("eager", 0), ("0", 0), ("1", 1), ("bold", 2), ("1.1", 2), ("", 2)]
)
def test_caution_is_an_option(quoth: Quoth, how: str, status: int) -> None:
    ran = quoth("ask", "who replaced Lin?", "--caution", how)

    assert ran.status == status
    if status == 2:
        assert ran.out == ""
        assert "expected eager, balanced, careful or a number from 0 to 1" in ran.err
        assert len(ran.err.splitlines()) == 1


def test_caution_is_a_setting_that_the_option_wins_over(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_CAUTION", "1")

    assert quoth("ask", "who replaced Lin?").status == 1
    assert quoth("ask", "who replaced Lin?", "--caution", "0").status == 0
    assert quoth("chat", "--json", stdin=b"who replaced Lin?\n").out.count('"no_answer"') == 1


def test_passages_are_listed_with_rank_score_and_place(quoth: Quoth) -> None:
    status, out, err = quoth("search", "new", "head", "-k", 3)

    assert (status, err) == (0, "")
    first = out.splitlines()[0].split()
    assert first[0] == "1"
    assert float(first[1]) > 0
    assert ".md:" in first[2]


def test_no_passage_is_said_with_status_1(quoth: Quoth) -> None:
    assert quoth("search", "zorblax") == (1, "No passage shares a word with this.\n", "")


def test_json_names_the_hits_and_has_their_text(quoth: Quoth) -> None:
    status, out, _ = quoth("search", "new head", "--json", "-k", 2)

    found = json.loads(out)
    assert (status, found["_id"], len(found["hits"])) == (0, None, 2)
    for hit in found["hits"]:
        assert hit["passage_id"].startswith(hit["doc_id"] + "#")
        assert hit["text"]


def test_a_batch_gives_each_query_its_line_even_without_hits(quoth: Quoth) -> None:
    batch = b'{"_id": "a", "text": "new head"}\n{"_id": "b", "text": "zorblax"}\n'

    status, out, err = quoth("search", "--batch", "-", "-k", 2, stdin=batch)

    found = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(entry["_id"], len(entry["hits"])) for entry in found] == [("a", 2), ("b", 0)]
    for rank, hit in enumerate(found[0]["hits"], 1):
        assert set(hit) == {"rank", "passage_id", "doc_id", "score"}
        assert hit["rank"] == rank


@pytest.mark.parametrize("top", [1, 1000])
def test_a_run_has_six_columns_and_scores_that_do_not_rise(quoth: Quoth, top: int) -> None:
    batch = b'{"_id": "my query", "text": "Lin"}\n'

    status, out, _ = quoth("search", "--batch", "-", "--trec", "-k", top, stdin=batch)

    rows = [line.split() for line in out.splitlines()]
    assert status == 0
    assert all(len(row) == 6 for row in rows)
    assert {(row[0], row[1], row[5]) for row in rows} == {("my%20query", "Q0", "quoth")}
    assert [int(row[3]) for row in rows] == list(range(1, len(rows) + 1))
    scores = [float(row[4]) for row in rows]
    assert scores == sorted(scores, reverse=True)


def test_a_run_of_one_query_calls_it_1(quoth: Quoth) -> None:
    assert quoth("search", "Lin", "--trec", "-k", 1).out.startswith("1 Q0 ")


def test_json_and_trec_exclude_each_other(quoth: Quoth) -> None:
    assert quoth("search", "Lin", "--trec", "--json") == (
        2,
        "",
        "quoth: expected --json or --trec, got both\n",
    )


SOURCES = {
    "opening.md": "The Harrow tram opened on 9 June 2013 after two delays.",
    "trial.md": "In March 2012 the Harrow tram ran for the first time, empty.",
    "news.md": "---\ntitle: News\npublished: 2014-05-02\n---\n\nThe Harrow tram is full most days.",
    "undated.md": "The Harrow tram has green seats.",
}


@pytest.fixture
def trams(tmp_path: Path) -> Path:
    folder = tmp_path / "trams"
    folder.mkdir()
    for name, text in SOURCES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_quotes_come_in_order_of_the_dates_that_they_name(quoth: Quoth, trams: Path) -> None:
    status, out, err = quoth("timeline", "Harrow tram", "--sources", trams)

    headings = ['March 2012 ("In March 2012"', "9 June 2013", "2 May 2014 (published)"]
    places = [out.index(line.split(" (")[0]) for line in headings]
    assert (status, err) == (0, "")
    assert places == sorted(places)
    assert "2 May 2014 (published)\n" in out
    assert out.endswith("1 more quote without a date.\n")
    assert "green seats" not in out


def test_json_is_an_answer_with_the_dates_of_its_quotes(quoth: Quoth, trams: Path) -> None:
    status, out, _ = quoth("timeline", "Harrow tram", "--sources", trams, "--json")

    found = json.loads(out)
    assert (status, found["status"], len(found["quotes"])) == (0, "answered", 4)
    assert [(one["date"], one["read_from"]) for one in found["timeline"]] == [
        ("2012-03", "quote"),
        ("2013-06-09", "quote"),
        ("2014-05-02", "published"),
    ]
    documents = {one["rank"]: one["document"]["id"] for one in found["quotes"]}
    assert [documents[one["quote"]] for one in found["timeline"]] == [
        *("trial.md", "opening.md", "news.md")
    ]
    assert [one["as_written"] for one in found["timeline"]][1:] == ["9 June 2013", None]


def test_no_more_quotes_are_taken_than_asked_for(quoth: Quoth, trams: Path) -> None:
    _, out, _ = quoth("timeline", "Harrow tram", "-k", 2, "--sources", trams, "--json")

    assert len(json.loads(out)["quotes"]) == 2


def test_what_nothing_answers_ends_with_status_1(quoth: Quoth, trams: Path) -> None:
    status, out, _ = quoth("timeline", "who ate the cake?", "--sources", trams)

    assert status == 1
    assert out.startswith("Nothing in the sources answers this.\n")


def test_an_answer_without_any_date_ends_with_status_1(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "seats.md").write_text(SOURCES["undated.md"], encoding="utf-8")

    status, out, _ = quoth("timeline", "Harrow tram seats", "--sources", tmp_path / "seats.md")

    assert (status, out) == (1, "No quote has a date.\n")


def test_a_question_is_needed(quoth: Quoth) -> None:
    assert quoth("timeline").status == 2
