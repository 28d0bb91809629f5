"""Identifiers are terms of their own, and each of their parts is another."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Library
from retrieval.text.analyzer import Analyzer

TERMS = Analyzer().terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maxPath", "max_path"),
        ("max_path", "MAX_PATH"),
        ("readFromCacheFile", "READ_FROM_CACHE_FILE"),
        ("FileNotFound", "file_not_found"),
        ("Ctrl+C", "ctrl-c"),
        ("Ctrl+Shift+P", "CTRL+SHIFT+P"),
        ("foo.bar()", "foo.bar"),
        ("os.path.join(a)", "os.path.join a"),
        ("0X8007000e", "0x8007000E"),
    ],
)
def test_one_identifier_in_different_styles_gives_the_same_terms(one: str, other: str) -> None:
    assert sorted({*TERMS(one), "a"}) == sorted({*TERMS(other), "a"})


@pytest.mark.parametrize(
    ("identifier", "parts"),
    [
        ("--colour-words", "colour words"),
        ("-n", "n"),
        ("MAX_PATH", "max path"),
        ("maxPath", "max path"),
        ("HTMLParser", "html parser"),
        ("os.path.join", "os path join"),
        ("/etc/hosts", "etc hosts"),
        ("~/.config/tool", "config tool"),
        ("./run.sh", "run sh"),
        ("Ctrl+C", "ctrl c"),
        ("3.40.1", "3.40"),
        ("E501", "e 501"),
        ("SQLITE_BUSY", "sqlite busy"),
        ("src/main.py", "src main.py"),
        ("std::sort", "std sort"),
        ("node->next", "node next"),
        ("HEAD^", "head"),
        ("HEAD~1", "head 1"),
        ("main@{upstream}", "main upstream"),
        ("2>&1", "2 1"),
    ],
)
def test_an_identifier_gives_its_parts_and_a_term_that_they_do_not(
    identifier: str, parts: str
) -> None:
    whole, own = set(TERMS(identifier)), set(TERMS(parts))
    assert own < whole


@pytest.mark.parametrize("text", ["ENOENT", "0x80070005", "McCartney", "iPhones"])
def test_what_has_no_parts_is_not_cut(text: str) -> None:
    assert len(TERMS(text)) == 1


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("either/or", "/or"),
        ("see https://example.org/a", "/a"),
        ("well-known", "-known"),
        ("5 -3", "-3"),
        ("echo $HISTSIZE", "dollar"),
        ("${name}", "dollar"),
        ("a -- b", "--"),
    ],
)
def test_ordinary_signs_make_no_identifier(text: str, never: str) -> None:
    assert never not in TERMS(text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("what is $! for", "$!"),
        ("“$@” expands", "$@"),
        ("($*)", "$*"),
        ("is it $?", "$?"),
        ("use ** for folders", "**"),
        ("captured by =~?", "=~"),
        ("first && second", "&&"),
        ("first || second", "||"),
        ("@{u}", "@{u}"),
        ("echo oops >&2", ">&2"),
        ("what does !! do", "!!"),
        ("?? is untracked", "??"),
        ("a :: b", "::"),
        ("a -> b", "->"),
        ("cat <<< word", "<<<"),
    ],
)
def test_signs_that_stand_by_themselves_are_a_term(text: str, term: str) -> None:
    assert term in TERMS(text)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Wow !! Really ?? What ?!", "wow realli"),
        ("**bold** and *slanted*", "bold slant"),
        ("a dash -- or --- and so on ...", "dash"),
        ("*** ---- ==== ~~~", ""),
        ("## Heading", "head"),
        ("| --- | :-: |", ""),
        ("fine :-) or =) or :) or <3", "fine 3"),
        ("C++ or C# or .NET", "c++ c# dotnet net"),
        ("yes/no and input/output.", "yes no input output"),
        ("<!-- hidden -->", "hide"),
        ("he said: 12:30", "say 12 30"),
        ("lot@example.org", "lot exampleorg exampl org"),
        ("10^6", "10 6"),
    ],
)
def test_punctuation_and_markup_are_no_terms(text: str, terms: str) -> None:
    assert set(TERMS(text)) == set(terms.split())


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("manual")
    lines = {
        "flag": "`--dry-run` prints what would be sent.",
        "words": "A dry day is best for a long run by the river.",
        "constant": "`RETRY_LIMIT` is how often a message is sent again.",
        "limit": "The limit of the pool is nine; retry later when it is reached.",
        "key": "Ctrl+K opens the list of commands.",
        "path": "Hosts are read from /etc/quill/hosts at the start.",
        "code": "E714 means that a comparison is written the wrong way round.",
        "other": "E741 means that a name is hard to read.",
        "release": "Since 3.40.1 a reader waits for the writer.",
        "last": "`$!` holds the number of the job that was begun last.",
        "every": "`$@` holds every word that was given.",
        "both": "With `2>&1` what goes wrong is written to the same file.",
        "parent": "`HEAD^` names the commit before.",
        "script": "Settings are made in tools/quill.py alone.",
    }
    for name, line in lines.items():
        Path(folder, f"{name}.txt").write_text(line + "\n", encoding="utf-8")
    return Library.open(folder)


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("what does --dry-run do?", "flag"),
        ("what is retryLimit?", "constant"),
        ("what does RETRY_LIMIT mean?", "constant"),
        ("what does ctrl-k do?", "key"),
        ("what is read from /etc/quill/hosts?", "path"),
        ("what does E714 mean?", "code"),
        ("what does E741 mean?", "other"),
        ("what changed in 3.40.1?", "release"),
        ("what does $! hold?", "last"),
        ("what is $@?", "every"),
        ("what does 2>&1 do?", "both"),
        ("what does HEAD^ mean?", "parent"),
        ("what is made in tools/quill.py?", "script"),
    ],
)
def test_the_passage_with_exactly_the_identifier_comes_first(
    manual: Library, question: str, file: str
) -> None:
    assert manual.search(question, 1)[0].passage.doc_id == f"{file}.txt"


def test_the_name_of_an_option_negates_no_question(manual: Library) -> None:
    understood = manual.open_index.answering.understood
    assert not understood("what does --no-pager do?").negated
    assert understood("who did not come?").negated
