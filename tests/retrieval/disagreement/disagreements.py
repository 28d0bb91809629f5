"""Questions asked of made-up sources, and the values that those are to be found to disagree in.

Each source is a text, or a text and the day it was published. No values: they do not disagree.
"""

from __future__ import annotations

from typing import NamedTuple

Source = str | tuple[str, str]


class Case(NamedTuple):
    """A question, its sources, and the values reported, the best supported first."""

    question: str
    sources: tuple[Source, ...]
    values: tuple[str, ...] = ()


PARALLEL = (
    Case(
        "When did the Harrow footbridge open?",
        (
            "The Harrow footbridge opened to walkers on 4 May 2011 after two years of work.",
            "The Harrow footbridge opened to walkers on 9 June 2013 after two years of work.",
        ),
        ("2011-05-04", "2013-06-09"),
    ),
    Case(
        "Who designed the Marlow clock tower?",
        (
            "The Marlow clock tower, a landmark of the old port, was designed by Edith Crane.",
            "The Marlow clock tower, a landmark of the old port, was designed by Paul Osei.",
            "Built in stone, the Marlow clock tower was designed by Edith Crane.",
        ),
        ("Edith Crane", "Paul Osei"),
    ),
    Case(
        "How many seats does the Velden theatre have?",
        (
            "After the repairs the Velden theatre has 1,240 seats on three levels.",
            "After the repairs the Velden theatre has 1,420 seats on three levels.",
        ),
        ("1240", "1420"),
    ),
    Case(
        "Where was the painter Ilse Brandt born?",
        (
            "The painter Ilse Brandt was born in Lindau, the second of four daughters.",
            "The painter Ilse Brandt was born in Bregenz, the second of four daughters.",
        ),
        ("Lindau", "Bregenz"),
    ),
    Case(
        "What was the revenue of Norwick Foods in 2020?",
        (
            "Norwick Foods told its owners that revenue in 2020 came to $4.2 million.",
            "Norwick Foods told its owners that revenue in 2020 came to $6.9 million.",
        ),
        ("4200000 usd", "6900000 usd"),
    ),
    Case(
        "Which team won the 1998 harbour regatta?",
        (
            "Spectators lined the quay when Team Kestrel won the 1998 harbour regatta by a length.",
            "Spectators lined the quay when Team Osprey won the 1998 harbour regatta by a length.",
        ),
        ("Kestrel", "Osprey"),
    ),
    Case(
        "What is the name of the Tarn ferry?",
        (
            "The ferry that crosses the Tarn twice a day is named Swallow and holds six cars.",
            "The ferry that crosses the Tarn twice a day is named Heron and holds six cars.",
        ),
        ("Swallow", "Heron"),
    ),
    Case(
        "When does the east gate close?",
        ("The east gate of the park closes at 9 pm.", "The east gate of the park closes at 10 pm."),
        ("21:00", "22:00"),
    ),
    Case(
        "Who is the director of the Selby museum?",
        (
            "Janet Moss is the director of the Selby museum and teaches at the college.",
            "Carl Moss is the director of the Selby museum and teaches at the college.",
        ),
        ("Janet Moss", "Carl Moss"),
    ),
    Case(
        "How long is the Brenna tunnel?",
        (
            "The Brenna tunnel is 412 metres long and has two lanes.",
            "The Brenna tunnel is 640 metres long and has two lanes.",
        ),
        ("412 metres", "640 metres"),
    ),
)
"""The same sentences but for one value."""

TOLD_OTHERWISE = (
    Case(
        "When did the Corvin observatory open?",
        (
            "The Corvin observatory opened on 12 April 1931.",
            "It was in 1934 that the Corvin observatory opened.",
        ),
        ("1931-04-12", "1934"),
    ),
    Case(
        "When did Mara Velt leave the Ostrava project?",
        (
            ("On Tuesday, Mara Velt left the Ostrava project.", "2024-05-16"),
            "Mara Velt left the Ostrava project in November 2022.",
        ),
        ("2024-05-14", "2022-11"),
    ),
    Case(
        "Who won the 2017 Drava marathon?",
        (
            "Anna Kolar won the 2017 Drava marathon.",
            "The 2017 Drava marathon was won by Petra Novak.",
        ),
        ("Anna Kolar", "Petra Novak"),
    ),
    Case(
        "How many islands does the Sorrel archipelago have?",
        (
            "The Sorrel archipelago has 14 islands.",
            "There are 19 islands in the Sorrel archipelago.",
        ),
        ("14", "19"),
    ),
    Case(
        "Who directed Glass Harvest?",
        ("Glass Harvest was directed by Tomas Vale.", "Ruth Imani directed Glass Harvest."),
        ("Tomas Vale", "Ruth Imani"),
    ),
    Case(
        "Did Falk Energy sign the treaty?",
        ("Falk Energy signed the treaty.", "Falk Energy has not signed the treaty."),
        ("yes", "no"),
    ),
    Case(
        "When was the Lisle library founded?",
        (
            "The Lisle library was founded in 1887.",
            "Founded in the 1920s, the Lisle library is open to all.",
            "The Lisle library, founded in 1887, lends maps.",
        ),
        ("1887", "1920/1929"),
    ),
    Case(
        "Did the council approve the plan?",
        (
            "The council approved the plan.",
            "The council did not approve the plan.",
        ),
        (
            "yes",
            "no",
        ),
    ),
    Case(
        "When was the Halden bridge opened?",
        (
            "The Halden bridge was opened on 3 March 2026 after long delays.",
            "Opened on 9 June 2025, the Halden bridge has two lanes.",
        ),
        (
            "2026-03-03",
            "2025-06-09",
        ),
    ),
    Case(
        "What is the population of Velden?",
        (
            "Velden has a population of 12,400.",
            "The population of Velden is 31,000.",
        ),
        (
            "12400",
            "31000",
        ),
    ),
)
"""Sentences of their own that state what was asked plainly, and exclude one another."""

AGREEING = (
    Case(
        "When did the Corvin observatory open?",
        (
            "The Corvin observatory opened on 12 April 1931.",
            "In early April 1931 the Corvin observatory opened.",
            "The Corvin observatory opened in 1931.",
            "The Corvin observatory opened in the 1930s.",
        ),
    ),
    Case(
        "How many downloads does Parrot have?",
        (
            "Parrot has over 600 million downloads.",
            "Parrot has 640 million downloads.",
            "Parrot has about 650 million downloads.",
        ),
    ),
    Case(
        "How tall is the Ember mast?",
        ("The Ember mast is 324 metres tall.", "The Ember mast is 1,063 feet tall."),
    ),
    Case(
        "Who won the 2017 Drava marathon?",
        (
            "Anna Kolar won the 2017 Drava marathon.",
            "The 2017 Drava marathon was won by Kolar.",
            "Kolar Anna won the 2017 Drava marathon.",
        ),
    ),
    Case(
        "Who directed Glass Harvest?",
        ("Tom Vale directed Glass Harvest.", "Glass Harvest was directed by Tomas Vale."),
    ),
    Case(
        "When did Mara Velt leave the Ostrava project?",
        (
            ("On Tuesday, Mara Velt left the Ostrava project.", "2024-05-16"),
            "Mara Velt left the Ostrava project on May 14.",
        ),
    ),
    Case(
        "How many enterprises use Parrot?",
        ("More than 90,000 enterprises use Parrot.", "Parrot is used by 90,000+ enterprises."),
    ),
    Case(
        "Did Falk Energy sign the treaty?",
        ("Falk Energy signed the treaty.", "On Monday Falk Energy signed the treaty."),
    ),
    Case(
        "What was the revenue of Norwick Foods in 2020?",
        (
            "Norwick Foods told its owners that revenue in 2020 came to $4.2 million.",
            "Norwick Foods told its owners that revenue in 2020 came to $4.23 million.",
        ),
    ),
    Case(
        "Who owns the Orrin Post?",
        (
            "The Orrin Post is owned by Tarn Group, whose owner is Helena Voss.",
            "Helena Voss owns the Orrin Post.",
        ),
    ),
    Case(
        "Who wrote the song Harbour Light?",
        (
            "The song Harbour Light was written by Mary Okoye.",
            "Mary Okoye-Lund wrote the song Harbour Light.",
            "M. Okoye wrote the song Harbour Light.",
        ),
    ),
    Case(
        "How many visitors came to the Tarn fair?",
        (
            "A record 1.2 million visitors came to the Tarn fair.",
            "1,204,331 visitors came to the Tarn fair.",
        ),
    ),
    Case(
        "When was the contract signed by Falk Energy?",
        (
            "Falk Energy signed the contract on the 3rd of April, 2020.",
            "The contract was signed by Falk Energy on Friday, 3 April.",
        ),
    ),
)
"""The same value, told with another granularity, unit, bound or variant."""

OF_OTHER_THINGS = (
    Case(
        "Has the treaty been ratified?",
        (
            "The treaty has been ratified.",
            "The treaty has not been ratified by Lorra.",
        ),
    ),
    Case(
        "When did the Corvin observatory open?",
        (
            "The Corvin observatory opened on 12 April 1931.",
            "A garden behind the Corvin observatory opened in 1952.",
        ),
    ),
    Case(
        "Who won the Drava marathon?",
        (
            "Anna Kolar won the Drava marathon in 2017.",
            "Petra Novak won the Drava marathon in 2018.",
        ),
    ),
    Case(
        "How many people live in Osterby?",
        (
            "In 1990 there were 4,100 people living in Osterby, most of them by the sea.",
            "In 2020 there were 5,300 people living in Osterby, most of them by the sea.",
        ),
    ),
    Case(
        "When did Lindqvist retire?",
        ("Anna Lindqvist retired in 2004.", "Oskar Lindqvist retired in 1988."),
    ),
    Case(
        "When was the Vesper phone released?",
        (
            "The Vesper phone was announced on 3 March 2020.",
            "The Vesper phone was released on 9 April 2020.",
        ),
    ),
    Case(
        "When will the Harrow tram open?",
        (
            "The Harrow tram was originally scheduled to open in 2018.",
            "The Harrow tram opened in 2021.",
        ),
    ),
    Case(
        "Who works at the Selby museum?",
        ("Janet Moss works at the Selby museum.", "Paul Osei works at the Selby museum."),
    ),
    Case(
        "Who are the founders of Norwick Foods?",
        (
            "Among the founders of Norwick Foods, a small maker of jams, is Janet Moss.",
            "Among the founders of Norwick Foods, a small maker of jams, is Paul Osei.",
        ),
    ),
    Case(
        "Who won the 2017 Drava marathon?",
        (
            "Anna Kolar won the 2017 Drava marathon.",
            "Ivan Horvat won the junior race at the 2017 Drava marathon.",
        ),
    ),
    Case(
        "Who is the head of Norwick Foods?",
        (
            "Janet Moss is the head of Norwick Foods.",
            "Paul Osei, the former head of Norwick Foods, teaches.",
        ),
    ),
    Case(
        "Why did Mara Velt leave the project?",
        (
            "Mara Velt left the project in 2020 because of a move to Oslo.",
            "Mara Velt left the project in 2020 because of a move to Bergen.",
        ),
    ),
    Case(
        "Who replaced Mara Velt?",
        ("Paul Osei replaced Mara Velt.", "Mara Velt replaced Janet Moss."),
    ),
    Case(
        "When did it open?",
        ("The Corvin observatory opened in 1931.", "The Lisle library opened in 1887."),
    ),
    Case(
        "Did Falk Energy sign the treaty?",
        (
            "Falk Energy signed the treaty.",
            "It is unclear if Falk Energy, which did not comment, signed the treaty.",
        ),
    ),
    Case(
        "What is a heddle?",
        (
            "A heddle is a looped wire in a loom that guides one thread of the warp.",
            "A heddle is a flat frame in a loom that parts the threads of the warp.",
        ),
    ),
    Case(
        "Which countries border Velmora?",
        ("To the north Velmora borders Ostria.", "To the south Velmora borders Canthia."),
    ),
    Case(
        "When does the east gate close?",
        (
            "On weekdays the east gate closes at 9 pm.",
            "The east gate closes at 10 pm when there is music.",
        ),
    ),
    Case(
        "Who is the head of Norwick Foods?",
        (
            ("Janet Moss is the head of Norwick Foods.", "2009-03-01"),
            ("Paul Osei is the head of Norwick Foods.", "2021-03-01"),
        ),
    ),
    Case(
        "When was Glass Harvest released?",
        (
            "Glass Harvest was released in Europe on 3 May 2010.",
            "Glass Harvest was released in Japan on 9 June 2011.",
            "Glass Harvest was released on 1 July 2012 in Brazil.",
        ),
    ),
    Case(
        "How much do tickets for the Velden theatre cost?",
        (
            "Adult tickets for the Velden theatre cost $14.",
            "Child tickets for the Velden theatre cost $6.",
        ),
    ),
    Case(
        "Is the Selby museum open on Mondays?",
        (
            "The Selby museum is open on Mondays.",
            "The Selby museum is not open on Mondays in the winter months of a leap year.",
        ),
    ),
    Case(
        "When was the Corvin guide published?",
        (
            "The Corvin guide was published in 1987.",
            "The second Corvin guide was published in 1999.",
        ),
    ),
    Case(
        "Who won the women's 2017 Drava marathon?",
        (
            "Anna Kolar won the women's 2017 Drava marathon.",
            "Ivan Horvat won the men's 2017 Drava marathon.",
        ),
    ),
    Case(
        "How many seats does the Velden theatre have?",
        ("The Velden theatre has 1,240 seats.", "The balcony of the Velden theatre has 210 seats."),
    ),
    Case(
        "Who replaced Okafor?",
        (
            "Iker Solana replaced Okafor in the 60th minute.",
            "Luke Avery replaced Okafor as captain.",
        ),
    ),
    Case(
        "What is the price of the Orrin ticket?",
        (
            "The Orrin ticket costs 5 euros for adults.",
            "The Orrin ticket costs 3 euros for children.",
        ),
    ),
    Case(
        "What is the price of the Orrin ticket?",
        (
            "The price of the Orrin ticket is 5 euros.",
            "The price of the Orrin ticket is $6.",
        ),
    ),
    Case(
        "How much does Plumo cost?",
        (
            "Plumo costs $5 per user.",
            "Plumo costs $99 per company.",
        ),
    ),
    Case(
        "How many medals did Norway win?",
        (
            "Norway won 16 gold medals.",
            "Norway won 37 medals in total.",
        ),
    ),
    Case(
        "Who is the chair of the council?",
        (
            "Ann Moss is the chair of the council of Orrin.",
            "Bo Lind is the chair of the council of Velden.",
        ),
    ),
    Case(
        "When was Kira Holt elected?",
        (
            "Kira Holt was elected to the council in 2015.",
            "Kira Holt was elected mayor in 2021.",
        ),
    ),
)
"""Sentences that speak of another thing, time, person or event, or have room for both."""
