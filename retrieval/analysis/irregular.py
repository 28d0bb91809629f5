"""Irregular English forms that suffix stripping cannot bring together: "wrote" and "write"."""

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
