"""Values as sentences give them: dates, times of day, amounts, names, yes and no.

Each kind is a record that knows how it is written in one form (`normalised`), whether another
of its kind may mean the same (`agrees`), and how much it says (`detail`). They are read by
rules of this package's own: the libraries that parse dates and quantities (dateparser,
python-dateutil, quantulum3) take longer to import than a question to answer, and none of them
reads a granularity ("early March") or a bound ("over 600 million").
"""
