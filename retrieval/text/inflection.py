"""The forms of English words: irregular ones, and regular endings.

Suffix stripping cannot bring irregular forms together: "wrote" is "write" and "feet" are "foot";
a misspelled "replacd" can be read as "replaced" because -s, -ed and -ing are written here as
they would be.
"""

from __future__ import annotations

_ENGLISH = """
be: is are was were been
arise: arose arisen
awake: awoke awoken
bear: bore borne
beat: beaten
become: became
begin: began begun
bind: bound
bite: bit bitten
blow: blew blown
break: broke broken
breed: bred
bring: brought
build: built
burn: burnt
buy: bought
catch: caught
child: children childrens
choose: chose chosen
come: came
dig: dug
do: did done
draw: drew drawn
drink: drank drunk
drive: drove driven
eat: ate eaten
fall: fell fallen
feed: fed
feel: felt
fight: fought
find: found
fly: flew flown
foot: feet
forbid: forbade forbidden
forget: forgot forgotten
freeze: froze frozen
get: got gotten
give: gave given
go: went gone
goose: geese
grow: grew grown
hang: hung
have: has had
hear: heard
hide: hid hidden
hold: held
keep: kept
know: knew known
lay: laid
lead: led
leave: left
lend: lent
life: lives
lose: lost
make: made
man: men mens
mean: meant
meet: met
mouse: mice
pay: paid
person: people peoples
ride: rode ridden
ring: rang rung
rise: rose risen
run: ran
say: said
see: saw seen
seek: sought
sell: sold
send: sent
shake: shook shaken
shine: shone
shoot: shot
show: shown
shrink: shrank shrunk
sing: sang sung
sink: sank sunk
sit: sat
sleep: slept
slide: slid
speak: spoke spoken
spend: spent
spring: sprang sprung
stand: stood
steal: stole stolen
stick: stuck
strike: struck stricken
swear: swore sworn
swim: swam swum
take: took taken
teach: taught
tear: tore torn
tell: told
think: thought
throw: threw thrown
tooth: teeth
understand: understood
wake: woke woken
wear: wore worn
win: won
wind: wound
wife: wives
woman: women womens
write: wrote written
"""

_BASES = {
    form: base
    for line in _ENGLISH.strip().splitlines()
    for base, _, forms in [line.partition(": ")]
    for form in forms.split()
}


def base_forms(language: str) -> dict[str, str]:
    """Return the base of each irregular form by language; empty where none are listed."""
    return _BASES if language in ("english", "porter") else {}


_VOWELS = "aeiou"
_SIBILANT = ("s", "x", "z", "ch", "sh")


def inflected(word: str) -> tuple[str, ...]:
    """Return a word with its regular endings: -s, -ed and -ing as they would be written."""
    if word.endswith("e"):
        return (word, word + "s", word + "d", word[:-1] + "ing")
    if word.endswith("y") and word[-2:-1] not in (*_VOWELS, ""):
        return (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    plural = word + ("es" if word.endswith(_SIBILANT) else "s")
    regular = (word, plural, word + "ed", word + "ing")
    if len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS:
        return (*regular, word + word[-1] + "ed", word + word[-1] + "ing")
    return regular
