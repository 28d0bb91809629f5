"""`quoth questions`: files of questions, looked over and converted."""

from __future__ import annotations

from bot.command import ExampleCommand, LazyGroup, Listed

QUESTIONS = {
    "review": Listed("bot.commands.questions.review", "Take over what was asked in vain."),
    "check": Listed("bot.commands.questions.check", "Look up what the questions name."),
    "import": Listed("bot.commands.questions.importing", "Make a file of a BEIR folder."),
    "export": Listed("bot.commands.questions.exporting", "Make a BEIR folder or qrels of files."),
}


class QuestionsGroup(LazyGroup, ExampleCommand):
    """A group among the commands of `quoth`."""


command = QuestionsGroup(
    name="questions",
    listed=QUESTIONS,
    examples=(
        "quoth questions review --questions questions.yaml",
        "quoth questions check questions.yaml --sources notes/",
        "quoth questions import beir/ imported.yaml",
        "quoth questions export questions.yaml --to exported/ --sources notes/",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Work on files of questions, which "quoth eval" asks.

    A file is YAML (.yaml) or Markdown (.md), one question a block. In YAML:

    \b
    sources: handbook/         # from here; all of this header can be left out
    set: handbook              # how the questions are called in tables
    baseline: main.run         # what "quoth eval --save" wrote, to compare with
    gates:
      floors:                  # least values, by set or for all questions
        all: {success@1: 0.9, abstained: 1}
      at most:                 # so many questions
        failures: 3
        new failures: 0        # that were fine in the baseline
        worse: 2               # than in the baseline

    \b
    questions:
    - ask: How long do I keep the gate key?
      in: keys.md                        # the document of the right passage
      says: keys are returned by Sunday  # words that stand in the passage
      answer: Sunday                     # what is marked first holds this
      why: It says "returned", never "keep".
      tags: [keys, paraphrase]
    - ask: Who pays for a lost one?
      history:
      - user: How long do I keep the gate key?
      - bot: Keys are returned by Sunday.
      right:                             # several, each as good
      - in: keys.md
        says: the deposit covers a lost key
      - says: lost keys are paid by the tenant
    - ask: Is there a car park on the moon?
      abstain: yes

    Also: "within: 3" (right is one of the first three quotes), "disagree: yes" (the sources
    do), "set", and "id" (else it is made of the question). The same in Markdown, where the
    header is the front matter and other paragraphs are the note why:

    \b
    ## How long do I keep the gate key?

    \b
    > keys are returned by Sunday
    > — keys.md

    \b
    It says "returned", never "keep".

    \b
    - answer: Sunday
    - tags: keys, paraphrase

    \b
    ## Is there a car park on the moon?

    \b
    - must abstain

    Words are compared without case, accents, punctuation and line breaks.
    """,
)
