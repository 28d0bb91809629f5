"""The project's pages show what the program prints, and name what there is."""

from __future__ import annotations

import doctest
import pkgutil
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.sources.registry import SUFFIXES
from tests.conftest import PROJECT
from tests.mutation.faults import FAULTS
from tests.readme import PAGES, README, rendered

TEXTS = {str(page.relative_to(PROJECT)): page.read_text(encoding="utf-8") for page in PAGES}
LOOPBACK = "tests/discord/loopback/README.md"
"""It speaks of a bot of its own, which it calls `bot`."""

LONGEST_README = 250
every_page = pytest.mark.parametrize("page", TEXTS)


def test_there_is_a_page_for_each_who_needs_one() -> None:
    assert TEXTS.keys() >= {
        "README.md",
        ".github/CONTRIBUTING.md",
        "bot/cli/README.md",
        "bot/discord/README.md",
        "bot/eval/README.md",
        "retrieval/README.md",
        "tests/README.md",
        LOOPBACK,
    }


@every_page
def test_what_is_made_is_as_it_would_be_made_now(page: str) -> None:
    made = rendered(TEXTS[page])

    assert TEXTS[page] == made, "run `python -m tests.readme --write` to make the pages anew"


@every_page
def test_every_line_that_says_what_a_block_holds_is_followed_by_one(page: str) -> None:
    blocks = re.findall(
        r"^<!-- (?:transcript|file|example)\b.* -->\n(.*)$", TEXTS[page], re.MULTILINE
    )

    assert all(line.startswith("```") for line in blocks)


@every_page
def test_examples_of_the_library_print_what_they_show(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT / "tests" / "reading_room" / "docs", tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    shown = "\n".join(re.findall(r"```pycon\n(.*?)```", TEXTS[page], re.DOTALL))
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(shown, {}, page, page, 0)
    doctest.DocTestRunner(verbose=False).run(test, out=told.append)

    assert not told, "".join(told)


def paths_in(text: str) -> set[str]:
    folders = r"(?:bot|retrieval|seeds|tests|\.github|\.ci)/"
    return {path.rstrip(".") for path in re.findall(rf"(?<![\w./…-]){folders}[\w./-]*", text)}


@every_page
def test_every_file_and_folder_that_is_named_exists(page: str) -> None:
    assert not [path for path in sorted(paths_in(TEXTS[page])) if not (PROJECT / path).exists()]


def names_in(page: str) -> set[str]:
    packages = "retrieval|tests" if page == LOOPBACK else "bot|retrieval|tests"
    found = re.findall(rf"(?<![\w./-])((?:{packages})(?:\.[A-Za-z_]\w*)+)", TEXTS[page])
    return set(found)


def exists(name: str) -> bool:
    try:
        return pkgutil.resolve_name(name) is not None
    except (AttributeError, ImportError):
        return False


@every_page
def test_every_module_and_member_that_is_named_exists(page: str) -> None:
    assert not [name for name in sorted(names_in(page)) if not exists(name)]


def anchors(text: str) -> set[str]:
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


def dead_links(page: str) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[page]):
        if not target.startswith(("http://", "https://")):
            path, _, anchor = target.partition("#")
            file = (PROJECT / page).parent / path if path else PROJECT / page
            if not file.exists() or (anchor and anchor not in anchors(file.read_text("utf-8"))):
                yield target


@every_page
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    assert not list(dead_links(page))


@every_page
def test_every_target_of_make_and_every_extra_exists(page: str) -> None:
    written = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    targets = re.findall(r"(?:`|^\$ )make ([a-z-]+)", TEXTS[page], re.MULTILINE)
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    extras = re.findall(r"(?:quoth|'\.)\[([\w,]+)\]", TEXTS[page])
    named = {extra for several in extras for extra in several.split(",")}

    assert named <= tomllib.loads(written)["project"]["optional-dependencies"].keys()
    assert not [one for one in targets if not re.search(rf"^{one}:", makefile, re.MULTILINE)]


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= LONGEST_README


def test_the_readme_begins_with_the_two_commands() -> None:
    first = re.findall(r"^\$ (.+?)(?: +#.*)?$", TEXTS["README.md"], re.MULTILINE)

    assert first[:2] == ["make ask", "make test"]


def test_the_readme_names_every_type_of_file_that_is_read() -> None:
    named = set(re.findall(r"`(\.\w+)`", TEXTS["README.md"]))

    assert named >= set(SUFFIXES)


def test_it_says_how_many_faults_are_planted() -> None:
    assert f"{len(FAULTS)} faults are planted" in TEXTS["tests/README.md"]


def test_every_python_that_the_project_names_is_tried_with_what_has_to_hold() -> None:
    workflow = (PROJECT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    written = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(written["project"]["classifiers"]))

    assert f"python: {named}".replace("'", '"') in workflow
    assert "run: .ci/run\n" in workflow
