"""Words that tell what a name is of: titles, offices, kin, and what is nobody's name."""

from __future__ import annotations

from retrieval.analysis.stopwords import stop_words

SMALL = stop_words("english") | frozenset(
    """however although though despite while during after before since until when where why how
    originally today later then now thus therefore meanwhile instead also still yet even only
    because unlike like within without between among under over through throughout both each
    every either neither many most several few all no not one two three first second once upon
    another other others according contrary due given in historically traditionally recently
    finally initially early late former old new next last there here yes if as but""".split()
)
"""Words that are no name, and with a capital only open a sentence."""

CALENDAR = frozenset(
    """january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday
    saturday sunday christmas easter""".split()
)
"""Names of months, days and feasts."""

TITLES = frozenset(
    """king queen prince princess emperor empress pope saint sir lord lady dr prof professor mr mrs
    ms president chancellor senator governor judge justice general captain colonel major admiral
    bishop father brother sister duke count earl baron""".split()
)
"""What is written before a name, and with it names one person: "King Charles"."""

OFFICES = TITLES | frozenset(
    "acting deputy director minister secretary officer chief executive manager head coach mayor "
    "principal assistant associate senior junior former vice chairman chairwoman commissioner "
    "lieutenant sergeant corporal private marshal commander inspector detective archbishop "
    "cardinal rabbi imam sheikh ayatollah congressman congresswoman representative speaker "
    "ambassador attorney chef author singer actor actress".split()
)
"""`TITLES`, and what says somebody's office before a name: "chief executive Ann Lee"."""

KIN = frozenset("family families brothers sisters siblings twins couple dynasty".split())
"""Words after which a name is of people: "the Wright brothers"."""

NO_PERSON = frozenset(
    """university college school institute academy council committee commission court parliament
    congress senate house office department ministry agency bureau company corporation inc corp ltd
    llc group bank church cathedral temple museum theatre theater library hospital hotel station
    airport stadium centre center tower building bridge palace castle park garden gardens street
    road avenue square city town county state states republic kingdom empire union nations river
    lake sea ocean bay island islands mountain mountains valley desert forest coast peninsula
    war battle treaty act bill law amendment constitution code award awards prize cup league
    championship championships olympics olympic games series season episode show album song film
    movie book bible gospel magazine times post news party movement revolution reformation dynasty
    army navy force forces association federation society foundation club team fc united cloud
    lab labs studios records entertainment pictures network channel project program programme
    plan system model language english french german spanish latin greek chinese japanese russian
    american british european african asian indian italian dutch polish irish scottish roman
    north south east west northern southern eastern western central world america europe asia
    africa australia england france germany spain italy china japan india russia britain canada
    mexico london paris york california texas internet web day week month year century i ii iii
    prime minister executive officer chief director manager secretary confession rights stock
    exchange industry science sciences statistics""".split()
)
"""Words that make a name one of an organisation, a place, a work, a people or an office."""
