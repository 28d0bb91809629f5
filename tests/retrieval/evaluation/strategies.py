"""Questions of any sort, as hypothesis makes them up."""

from __future__ import annotations

from hypothesis import strategies as st

from retrieval.conversation.turns import Turn
from retrieval.evaluation.cases import Case, Relevance, compared_words
from retrieval.evaluation.question_writer import with_single_spaces

_SIGNS = st.sampled_from(list("abz019 :#-–—'\"[]{}>*&!%@`,?|~.<\\/é中\u2028"))
TEXTS = (
    st.one_of(st.text(_SIGNS, min_size=1, max_size=12), st.text(max_size=12))
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
    .filter(lambda text: text.isprintable())
)
ANCHORS = TEXTS.filter(compared_words)
TAGS = TEXTS.filter(lambda tag: "," not in tag)
GRADES = st.integers(0, 3)
RIGHTS = st.one_of(
    st.builds(Relevance, st.none(), ANCHORS, GRADES),
    st.builds(Relevance, TEXTS, st.one_of(st.none(), ANCHORS), GRADES),
)
TURNS = st.builds(Turn, st.sampled_from(["user", "bot"]), TEXTS)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return a question that says enough to be one in a file, in any of its words."""
    case = Case(
        case_id=draw(TEXTS),
        question=draw(TEXTS),
        right=tuple(draw(st.lists(RIGHTS, max_size=3))),
        history=tuple(draw(st.lists(TURNS, max_size=2))),
        within=draw(st.integers(1, 20)),
        disagree=draw(st.sampled_from([None, True, False])),
        set_name=draw(st.one_of(st.just("kept"), TEXTS)),
        tags=tuple(draw(st.lists(TAGS, max_size=2, unique=True))),
        why=draw(st.one_of(st.just(""), TEXTS)),
    )
    if draw(st.booleans()):
        return with_single_spaces(case._replace(expects="abstain"))
    answers = tuple(draw(st.lists(TEXTS, max_size=2)))
    return with_single_spaces(case._replace(answers=answers, expects="answer"))
