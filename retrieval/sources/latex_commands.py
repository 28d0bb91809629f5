"""What the commands, environments and symbols of LaTeX mean to a reader."""

from __future__ import annotations

import re
from unicodedata import normalize

HEADINGS = {
    name: level
    for level, names in enumerate(
        (
            "part",
            "chapter",
            "section",
            "subsection frametitle",
            "subsubsection",
            "paragraph",
            "subparagraph",
        )
    )
    for name in names.split()
}
"""The commands that make a heading, with its level from 0."""
VERBATIM = frozenset(
    "verbatim Verbatim BVerbatim semiverbatim lstlisting listing alltt code minted "
    "tcblisting".split()
)
"""Environments whose lines are kept as they are."""
UNSHOWN = frozenset(
    "comment asy forest CCSXML pycode tikzpicture tikzcd filecontents pgfpicture picture".split()
)
"""Environments that are no text."""
TABLES = frozenset("longtable tabu tblr tabular xltabular supertabular tabularx tabulary".split())
"""Environments that are tables."""
MATH = frozenset(
    "math flalign displaymath split cases multline alignat gather eqnarray equation align".split()
)
"""Environments in which mathematics is set."""
LISTS = frozenset("itemize description enumerate list inparaenum compactitem compactenum".split())
"""Environments that are lists."""
HIDDEN = {
    **dict.fromkeys(
        "label ref eqref autoref cref Cref pageref nameref vref cite citep citet citealp"
        " parencite textcite autocite footcite nocite vspace hspace vskip hskip includegraphics"
        " usepackage bibliography bibliographystyle input include index glossary color pagestyle"
        " hypersetup thispagestyle documentclass RequirePackage addbibresource graphicspath"
        " pagecolor pagenumbering phantom hphantom vphantom geometry theoremstyle selectlanguage"
        " fontfamily includepdf lstset sisetup definecolors bibitem cmidrule cline date author"
        " title textcolor href colorbox multirow hyperref parbox makebox resizebox"
        " foreignlanguage".split(),
        1,
    ),
    **dict.fromkeys(
        "setlength addtolength setcounter addtocounter newcommand renewcommand providecommand"
        " newtheorem DeclareMathOperator fontsize definecolor rule raisebox declaremodule"
        " lstinputlisting newenvironment renewenvironment moduleauthor sectionauthor"
        " multicolumn".split(),
        2,
    ),
    "addcontentsline": 3,
}
"""Commands of which that many arguments are not shown."""
ARGUMENT_SHOWN = frozenset(
    "multirow multicolumn foreignlanguage parbox colorbox href textcolor".split()
)
"""Those among them that have one more argument, which is shown."""

ACCENTS = dict(
    zip(
        "'`^\"~=.cvuHkrd",
        "\u0301\u0300\u0302\u0308\u0303\u0304\u0307\u0327\u030c\u0306\u030b\u0328\u030a\u0323",
        strict=True,
    )
)
"""The commands that put an accent on a letter, with the combining character."""
SYMBOLS = dict(
    pair.split("=", 1)
    for pair in (
        "ss=ß ae=æ AE=Æ oe=œ OE=Œ o=ø O=Ø aa=å AA=Å l=ł L=Ł i=ı j=ȷ dag=† ddag=‡ S=§ P=¶"
        " copyright=© pounds=£ euro=€ texteuro=€ dots=… ldots=… cdots=… textellipsis=… LaTeX=LaTeX"
        " TeX=TeX LaTeXe=LaTeX2e BibTeX=BibTeX textbackslash=\\ textasciitilde=~ textasciicircum=^"
        " textunderscore=_ textbar=| textless=< textgreater=> textbullet=• textendash=–"
        " textemdash=— textquotedblleft=“ textquotedblright=” textquoteleft=‘ textquoteright=’"
        " textdegree=° degree=° textregistered=® texttrademark=™ textcopyright=© textmu=µ"
        " textonehalf=½ guillemotleft=« guillemotright=» alpha=α beta=β gamma=γ delta=δ epsilon=ε"
        " varepsilon=ε zeta=ζ eta=η theta=θ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ pi=π rho=ρ"
        " sigma=σ tau=τ upsilon=υ phi=φ varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ"
        " Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Phi=Φ Psi=Ψ Omega=Ω times=× cdot=· div=÷ pm=± mp=∓ leq=≤ le=≤"
        " geq=≥ ge=≥ neq=≠ ne=≠ approx=≈ sim=∼ equiv=≡ propto=∝ infty=∞ sum=∑ prod=∏ int=∫"
        " partial=∂ nabla=∇ sqrt=√ in=∈ notin=∉ subset=⊂ subseteq=⊆ cup=∪ cap=∩ emptyset=∅"
        " forall=∀ exists=∃ neg=¬ land=∧ lor=∨ rightarrow=→ to=→ leftarrow=← gets=← Rightarrow=⇒"
        " Leftarrow=⇐ leftrightarrow=↔ mapsto=↦ uparrow=↑ downarrow=↓ langle=⟨ rangle=⟩ lfloor=⌊"
        " rfloor=⌋ lceil=⌈ rceil=⌉ ll=≪ gg=≫ ell=ℓ hbar=ℏ circ=∘ star=⋆ ast=∗ bullet=• prime=′"
        " angle=∠ perp=⊥ parallel=∥ mid=| colon=: checkmark=✓ min=min max=max log=log ln=ln"
        " exp=exp sin=sin cos=cos tan=tan lim=lim det=det dim=dim gcd=gcd arg=arg Pr=Pr sup=sup"
        " inf=inf lbrace={ rbrace=} lbrack=[ rbrack=] vert=| Vert=‖"
    ).split()
)
"""Commands without arguments, with the text that they stand for."""
SYMBOLS |= dict.fromkeys("quad qquad space enspace thinspace hfill".split(), " ")

_TYPED = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘"}


def typeset(text: str) -> str:
    """Plain text with the dashes and quotation marks that it is printed with."""
    if "-" not in text and "`" not in text and "'" not in text:
        return text
    return re.sub(r"---?|``|''|`", lambda found: _TYPED[found[0]], text)


def accented(accent: str, letter: str) -> str:
    """A letter with an accent on it."""
    return normalize("NFC", letter + ACCENTS[accent])
