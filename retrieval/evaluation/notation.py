"""What files of questions look like, by example: the same text for the help and for the tests."""

from __future__ import annotations

YAML = """\
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
"""

MARKDOWN = """\
## How long do I keep the gate key?

> keys are returned by Sunday
> — keys.md

It says "returned", never "keep".

- answer: Sunday
- tags: keys, paraphrase

## Is there a car park on the moon?

- must abstain
"""
