"""The report as a whole."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.eval.evaluation import Evaluation
from bot.eval.report import check_report_path, report_html, write_report
from bot.terminal.layout import visible
from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation.gates import BrokenGate
from tests.bot.conftest import Process, Quoth
from tests.bot.eval.evaluations import NASTY, evaluation, one
from tests.bot.eval.parsed import Element, parsed

Corpus = Callable[[Mapping[str, str]], Path]

QUESTIONS = """
- ask: where are the keys?
  id: keys
  in: keys.md
  says: The keys hang behind the door.
"""


def whole() -> Evaluation:
    """Return an evaluation with everything in it that a report can show."""
    after = [
        one("a", set_name="x", ranking=["b", "a"], why="because"),
        one("b", set_name="y"),
        one("c", set_name="y", right=None),
        one("d", set_name="y", quotes=[]),
        one("e", set_name="y", answers=["nothing like it"]),
    ]
    before = [one("a", set_name="x"), one("b", set_name="y"), one("gone")]
    gate = BrokenGate("failures", "at most 0", "4", "questions.yaml:3")
    return evaluation(*after, before=before, broken=[gate], gates=2)


@pytest.fixture(scope="module")
def html() -> str:
    return report_html(whole())


@pytest.fixture(scope="module")
def report(html: str) -> Element:
    return parsed(html)


def test_a_report_has_all_its_parts_and_leads_to_each(report: Element) -> None:
    parts = ["gates", "measures", "plots", "changes", "failures"]
    assert [part.attributes["id"] for part in report.all("section")] == parts
    assert [link.attributes["href"] for link in report.one("nav").all("a")] == [
        f"#{name}" for name in parts
    ]


def test_a_report_needs_nothing_from_elsewhere(html: str, report: Element) -> None:
    assert not {element.name for element in report.all()} & {"script", "link", "img", "iframe"}
    for element in report.all():
        assert not element.attributes.keys() & {"src", "srcset", "onclick", "onload"}
        assert str(element.attributes.get("href", "#")).startswith("#")
    assert not re.search(r"https?:|@import|url\((?!#)", html)


def test_every_id_is_there_once_and_everything_leads_to_one(html: str, report: Element) -> None:
    ids = [element.attributes["id"] for element in report.all() if "id" in element.attributes]
    assert len(set(ids)) == len(ids)
    for element in report.all():
        for name in ("href", "aria-labelledby"):
            if name in element.attributes:
                assert str(element.attributes[name]).removeprefix("#") in ids
    assert set(re.findall(r"url\(#([^)]*)\)", html)) <= set(ids)


def test_follow_ups_have_a_table_of_their_own_where_there_are_some(report: Element) -> None:
    follow_up = one("f", history=[Turn("user", "when?"), Turn("bot", "At ten.")])
    with_one = parsed(report_html(evaluation(one("a"), follow_up)))

    captions = [caption.text for caption in with_one.all("caption")]
    assert "success@1 of follow-ups, by turn of the conversation" in captions
    assert not any("follow-ups" in caption.text for caption in report.all("caption"))


def test_gates_that_could_not_be_held_are_told_of() -> None:
    shown = parsed(report_html(evaluation(one("a"), gates=1, gates_without_run=2)))
    told = next(shown.all("section")).text

    assert "1 gate holds. 2 gates compare with a run, and there is none yet." in told


def test_a_report_can_be_read_without_seeing_it(report: Element) -> None:
    assert report.one("html").attributes["lang"] == "en"
    assert len(list(report.all("h1"))) == len(list(report.all("main"))) == 1
    for table in report.all("table"):
        assert table.one("caption").text
        assert {"col", "row"} >= {str(cell.attributes["scope"]) for cell in table.all("th")}
    for plot in report.all("svg"):
        assert plot.attributes["role"] == "img"
        assert plot.attributes["aria-label"]
    for scrolled in report.all("div", "scroll"):
        assert scrolled.attributes["tabindex"] == "0"
        assert scrolled.attributes["aria-label"]


def test_the_same_evaluation_makes_the_same_report_however_long_it_took(html: str) -> None:
    asked = whole()
    slower = tuple(outcome._replace(seconds=9.0) for outcome in asked.outcomes)
    assert report_html(asked._replace(outcomes=slower)) == html


def test_the_few_figures_stand_at_the_top(report: Element) -> None:
    assert [tile.text for tile in report.one("ul", "tiles").all("li")] == [
        "1 of 5 questions as expected",
        "50.0% of the answers wrong",
        "1 failing that did not before",
        "1 broken gate",
    ]


def test_a_broken_gate_says_what_was_expected_and_where(report: Element) -> None:
    gates = next(report.all("section"))
    assert gates.one("tbody").texts("th") == ["failures"]
    assert gates.one("tbody").texts("td") == ["at most 0", "4", "questions.yaml:3"]


@pytest.mark.parametrize(
    ("gates", "told"), [(0, "None are declared."), (1, "1 gate holds."), (3, "3 gates hold.")]
)
def test_gates_that_hold_are_counted(gates: int, told: str) -> None:
    assert told in parsed(report_html(evaluation(one(), gates=gates))).texts("p")


def test_a_single_set_is_not_told_apart_from_all_questions() -> None:
    shown = parsed(report_html(evaluation(one(set_name="only"))))
    measures = next(part for part in shown.all("section") if part.attributes["id"] == "measures")
    assert [body.texts("th") for body in measures.all("tbody")] == [["all"], ["all"]]


def test_where_nothing_is_asked_or_answered_a_report_says_so() -> None:
    assert "Nothing was asked." in parsed(report_html(evaluation())).texts("p")
    silent = parsed(report_html(evaluation(one(quotes=[]))))
    assert "Risk against coverage" not in silent.texts("figcaption")


@pytest.mark.parametrize("text", NASTY)
def test_whatever_a_text_holds_the_page_stays_whole(text: str) -> None:
    outcome = one(text, question=text, set_name=text, why=text, right="z", answers=[text])
    gate = BrokenGate(text, text, text, text)
    shown = parsed(report_html(evaluation(outcome, before=[outcome], broken=[gate])))
    assert [part.name for part in shown.one("body").children if isinstance(part, Element)] == [
        *("header", "main", "footer")
    ]
    assert shown.one("span", "question").text == visible(text)


def variables(style: str, begun: str) -> dict[str, str]:
    """Return the colours of the first rule for the page after a place in the style.

    Paper takes those of the light where it has none of its own: the dark is for screens alone.
    """
    rule = re.search(r":root \{(.*?)\}", style[style.index(begun) :], re.DOTALL)
    assert rule
    own = dict(re.findall(r"(--[\w-]+): (#\w{6})", rule[1]))
    return {**variables(style, ":root"), **own} if begun == PAPER else own


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


PAPER = "@media print"
MODES = (":root", "@media screen and (prefers-color-scheme: dark)", PAPER)
READ = [
    *(("--ink", "--paper"), ("--soft", "--paper"), ("--soft", "--raised"), ("--ink", "--raised")),
    *(("--link", "--paper"), ("--bad", "--raised"), ("--mark-ink", "--mark")),
    *(("--mark-ink", "--further"),),
    # The counts inside of bars.
    *((f"--{name}", "--paper") for name in ("good", "quiet-good", "bad", "quiet-bad", "muted")),
]


@pytest.mark.parametrize("mode", MODES)
def test_text_stands_out_in_the_light_in_the_dark_and_on_paper(report: Element, mode: str) -> None:
    colours = variables(report.one("style").text, mode)
    assert all(contrast(colours[text], colours[behind]) >= 4.5 for text, behind in READ)
    assert contrast(colours["--main"], colours["--track"]) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_every_colour_that_is_used_is_there_in_each_mode(
    html: str, report: Element, mode: str
) -> None:
    assert (
        set(re.findall(r"var\((--[\w-]+)\)", html))
        <= variables(report.one("style").text, mode).keys()
    )


def test_a_report_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write the report"):
        write_report(tmp_path, evaluation(one()))


def test_a_report_into_a_folder_that_is_missing_is_refused_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    check_report_path(tmp_path / "report.html")
    with pytest.raises(UsageError, match="no such folder"):
        check_report_path(tmp_path / "missing" / "report.html")


@pytest.fixture
def asked(corpus: Corpus) -> list[str | Path]:
    """The arguments that ask one question of one document."""
    folder = corpus({"keys.md": "The keys hang behind the door.", "questions.yaml": QUESTIONS})
    return ["eval", folder / "questions.yaml", "--sources", folder / "keys.md"]


def test_the_command_writes_a_report_besides_what_it_shows(
    quoth: Quoth, asked: list[str | Path]
) -> None:
    ran = quoth(*asked, "--html", "report.html")
    assert (ran.status, ran.err) == (0, "")
    assert "1 of 1 question" in ran.out
    assert "1 of 1 questions as expected" in parsed(Path("report.html").read_text("utf-8")).texts(
        "li"
    )


@pytest.mark.parametrize("missing", ["matplotlib", "jinja2"])
def test_without_the_extra_a_line_says_what_to_install_before_anything_is_asked(
    quoth: Quoth, asked: list[str | Path], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    ran = quoth(*asked, "--html", "report.html")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "pip install 'quoth[report]'" in ran.err
    assert not Path("report.html").exists()


@pytest.mark.parametrize("html", [(), ("--html", "report.html")], ids=["without", "with"])
def test_what_makes_reports_is_imported_only_for_one(
    process: Process, asked: list[str | Path], html: tuple[str, ...]
) -> None:
    script = (
        "import sys; from bot.cli.app import run; run(sys.argv[1:]); "
        "sys.exit(10 + len({'jinja2', 'matplotlib', 'matplotlib.pyplot'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", script, *map(str, asked), *html]
    done = subprocess.run(command, check=False, cwd=process.cwd, env=process.env, timeout=60)
    assert done.returncode == 10 + 2 * bool(html)
