"""LaTeX: sections, paragraphs, items, tables and verbatim text, without commands."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given

from retrieval.sources import latex as loader
from tests.retrieval.sources.builders import lines, outline, read_one
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            r"Some \emph{light} and \textbf{strong \texttt{x}} words",
            "Some light and strong x words",
        ),
        ("``Quoted'' --- 3--4 of it", "“Quoted” — 3–4 of it"),
        (r"Na\"ive caf\'e fa\c{c}ade \ss{} \o", "Naïve café façade ß ø"),
        (r"50\% of \$5 \& a\_b \#1 \{x\}", "50% of $5 & a_b #1 {x}"),
        (r"$2^{32}$ rows of H$_2$O, $\alpha \leq 5$", "2^32 rows of H₂O, α ≤ 5"),
        (r"2\textsuperscript{nd} of 10\textsuperscript{6}", "2nd of 10^6"),
        (
            r"See \href{https://a.example}{the site} or \url{https://b.example/c_d}.",
            "See the site or https://b.example/c_d.",
        ),
        (r"As said \cite{a,b} in Section~\ref{sec:c}.", "As said in Section."),
        (r"\verb|x = \1| is code", r"x = \1 is code"),
        (r"\textcolor{red}{Red} text \includegraphics[width=3cm]{a.png}", "Red text"),
        ("one % a comment\ntwo", "one two"),
        (r"one\\two", "one\ntwo"),
        (r"\newcommand{\tool}{Quill}\tool{} runs", "Quill runs"),
        (r"\begin{comment}hidden\end{comment}Text", "Text"),
        (r"\begin{center}Text\end{center}", "Text"),
        (r"\unknown[opt]{Text}", "[opt]Text"),
    ],
)
def test_a_paragraph_is_shown_without_its_commands(tmp_path: Path, source: str, words: str) -> None:
    assert outline(read_one(tmp_path, "a.tex", source)) == [("paragraph", 0, words)]


def test_blocks_keep_their_kind_level_and_lines(tmp_path: Path) -> None:
    source = r"""
        \documentclass{article}
        \title{The \emph{Kiln}}
        \date{5 March 2024}
        \begin{document}
        \section{Use}\label{sec:use}
        It fell.\footnote{A \emph{note}.}

        \begin{itemize}
          \item One
            \begin{enumerate}
              \item nested
            \end{enumerate}
          \item Two

          More.
        \end{itemize}
        \begin{description}
          \item[Term] Its meaning.
        \end{description}
        \subsection*{Code}
        Run:
        \begin{verbatim}
        # go
          now
        \end{verbatim}
        \begin{table}
          \caption{Prices}
          \begin{tabular}{l|r}
            Name & Price \\ \hline
            Kettle & \textbf{24.90} \\
          \end{tabular}
        \end{table}
        \end{document}
        not read
        """
    parsed = read_one(tmp_path, "a.tex", dedent(source).lstrip("\n"))
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((5, 5), ("heading", 1, "Use")),
        ((6, 6), ("paragraph", 0, "It fell.")),
        ((6, 6), ("paragraph", 0, "A note.")),
        ((9, 9), ("item", 0, "- One")),
        ((11, 11), ("item", 1, "1. nested")),
        ((13, 13), ("item", 0, "- Two")),
        ((15, 15), ("paragraph", 1, "More.")),
        ((18, 18), ("term", 0, "Term")),
        ((18, 18), ("definition", 0, "Its meaning.")),
        ((20, 20), ("heading", 2, "Code")),
        ((21, 21), ("paragraph", 0, "Run:")),
        ((23, 24), ("code", 0, "# go\n  now")),
        ((27, 27), ("paragraph", 0, "Prices")),
        ((29, 29), ("header", 0, "Name | Price")),
        ((30, 30), ("row", 0, "Kettle | 24.90")),
    ]
    assert (parsed.document.title, parsed.document.published) == ("The Kiln", "2024-03-05")


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "$a^{",
        "\\section{",
        "\\footnote{",
        "\\begin{a}",
        "\\a{",
        "&",
        "\\cite{",
        "\\verb|",
        "%\n",
    ],
)
def test_no_input_takes_unreasonably_long(unit: str) -> None:
    assert_bounded(loader, "a.tex", unit)


@given(
    raw=soup(
        *(
            "\\section{",
            "\\item ",
            "\\item[a]",
            "\\begin{itemize}",
            "\\end{itemize}",
            "\\emph{",
            "}",
            "{",
        ),
        *(
            "\\begin{tabular}{l}",
            "\\end{tabular}",
            "&",
            "\\\\",
            "\\hline",
            "$",
            "^",
            "_",
            "~",
            "%",
            "\\",
        ),
        *(
            "\\begin{verbatim}\n",
            "\\end{verbatim}",
            "\\footnote{",
            "\\verb|a|",
            "\\'e",
            "\\alpha",
            "--",
        ),
        *(
            "\\begin{document}",
            "\\end{document}",
            "\\caption{",
            "\\cite{a}",
            "[",
            "]",
            "\\title{T}",
        ),
    )
)
def test_whatever_is_in_a_file_its_blocks_are_slices_in_order(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.tex", raw))
