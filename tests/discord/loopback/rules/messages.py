"""What a message may be: its content, embeds, components and mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from ..basics import Complaints, Json, empty_message
from ..state.messages import COMPONENTS_V2, walk

CONTENT = 2000
MOST_FILES = 10

MOST_EMBEDS = 10
MOST_FIELDS = 25

SUM = 6000
"""Characters of all embeds of a message together."""

ROW, BUTTON, STRING_SELECT, TEXT_DISPLAY = 1, 2, 3, 10
SELECTS = (3, 5, 6, 7, 8)

MOST_ROWS = 5
MOST_BUTTONS = 5
MOST_OPTIONS = 25
MOST_IN_A_LAYOUT = 40
TEXT_IN_A_LAYOUT = 4000

WEB = ("http", "https")
MEDIA = (*WEB, "attachment")
LINK = (*WEB, "discord")

_KINDS = ("users", "roles", "everyone")
_MOST = 100

_LIMITS = (
    (("title",), 256),
    (("description",), 4096),
    (("footer", "text"), 2048),
    (("author", "name"), 256),
)
_URLS = (
    (("url",), WEB),
    (("author", "url"), WEB),
    (("author", "icon_url"), MEDIA),
    (("footer", "icon_url"), MEDIA),
    (("image", "url"), MEDIA),
    (("thumbnail", "url"), MEDIA),
)
_VISIBLE = ("title", "description", "fields", "author", "footer", "image", "thumbnail")

_LINK_STYLE = 5
_PREMIUM_STYLE = 6

Place = tuple[str | int, ...]


class Draft(NamedTuple):
    """What a message would be: all of it, also the parts that an edit leaves as they were."""

    content: str
    embeds: list[Json]
    components: list[Json]
    files: Collection[object]
    flags: int

    @property
    def is_v2(self) -> bool:
        """Whether it is made of components alone."""
        return bool(self.flags & COMPONENTS_V2)


def check_message(draft: Draft, body: Json, at: tuple[str, ...] = ()) -> None:
    """Raise Refused for what Discord would not post.

    50035 says where it is wrong, `at` being the place of the message in the body; 50006 is an
    empty message.
    """
    complaints = Complaints()
    complaints.longest((*at, "content"), draft.content, CONTENT)
    complaints.most((*at, "attachments"), len(draft.files), MOST_FILES)
    check_embeds(complaints, (*at, "embeds"), draft.embeds)
    check_components(complaints, (*at, "components"), draft.components, v2=draft.is_v2)
    check_allowed_mentions(complaints, (*at, "allowed_mentions"), body.get("allowed_mentions"))
    if draft.is_v2:
        _check_v2(complaints, at, draft)
    complaints.settle()
    refuse_empty(draft)


def refuse_empty(draft: Draft) -> None:
    """Raise Refused (50006) for a message in which there is nothing to see."""
    shown = draft.components if draft.is_v2 else draft.embeds
    if not (draft.content.strip() or shown or draft.files):
        raise empty_message()


def _check_v2(complaints: Complaints, at: tuple[str, ...], draft: Draft) -> None:
    for name, part in (("content", draft.content), ("embeds", draft.embeds)):
        if part:
            message = "The 'MessageFlags.IS_COMPONENTS_V2' flag cannot be used with this field"
            complaints.add((*at, name), "MESSAGE_CANNOT_USE_LEGACY_FIELDS", message)


def check_embeds(complaints: Complaints, place: Place, embeds: Sequence[Json]) -> None:
    """Note every limit that an embed exceeds, alone or with the others."""
    complaints.most(place, len(embeds), MOST_EMBEDS)
    for index, embed in enumerate(embeds):
        _check_embed(complaints, (*place, index), embed)
    if sum(map(size, embeds)) > SUM:
        message = f"Embed size exceeds maximum size of {SUM}"
        complaints.add(place, "MAX_EMBED_SIZE_EXCEEDED", message)


def size(embed: Json) -> int:
    """Return how many characters of an embed count towards the sum."""
    texts = [_at(embed, path) for path, _ in _LIMITS]
    for field in embed.get("fields") or ():
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if isinstance(text, str))


def _check_embed(complaints: Complaints, place: Place, embed: Json) -> None:
    for path, limit in _LIMITS:
        complaints.longest((*place, *path), _at(embed, path), limit)
    for path, schemes in _URLS:
        check_url(complaints, (*place, *path), _at(embed, path), schemes=schemes)
    if not any(embed.get(part) for part in _VISIBLE):
        complaints.required((*place, "description"), None)
    _check_fields(complaints, (*place, "fields"), embed.get("fields") or [])
    _check_color(complaints, (*place, "color"), embed.get("color"))
    _check_timestamp(complaints, (*place, "timestamp"), embed.get("timestamp"))


def _check_fields(complaints: Complaints, place: Place, fields: Sequence[Json]) -> None:
    complaints.most(place, len(fields), MOST_FIELDS)
    for index, field in enumerate(fields):
        for part, limit in (("name", 256), ("value", 1024)):
            complaints.required((*place, index, part), field.get(part))
            complaints.longest((*place, index, part), field.get(part), limit)


def _check_color(complaints: Complaints, place: Place, color: object) -> None:
    if color is not None and not (isinstance(color, int) and 0 <= color <= 0xFFFFFF):
        complaints.add(place, "NUMBER_TYPE_MAX", f"int value should be at most {0xFFFFFF}.")


def _check_timestamp(complaints: Complaints, place: Place, moment: object) -> None:
    if moment is None:
        return
    try:
        datetime.fromisoformat(str(moment))
    except ValueError:
        message = f"Could not parse {moment}. Should be ISO8601."
        complaints.add(place, "DATE_TIME_TYPE_PARSE", message)


def _at(embed: Json, path: tuple[str, ...]) -> object:
    node: object = embed
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def check_components(
    complaints: Complaints, place: Place, components: Sequence[Json], *, v2: bool = False
) -> None:
    """Note what is wrong with the components of a message."""
    if v2:
        _check_layout(complaints, place, components)
    else:
        complaints.most(place, len(components), MOST_ROWS)
        for index, component in enumerate(components):
            if component.get("type") != ROW:
                complaints.add((*place, index, "type"), "UNION_TYPE_CHOICES", "must be a row (1)")
    _check_each(complaints, place, components)
    check_custom_ids_differ(complaints, place, components)


def check_custom_ids_differ(
    complaints: Complaints, place: Place, components: Sequence[Json]
) -> None:
    """Note custom ids that stand on more than one component."""
    ids = Counter(one["custom_id"] for one in walk(components) if one.get("custom_id"))
    for custom_id, count in ids.items():
        if count > 1:
            message = f"Component custom id cannot be duplicated: {custom_id}"
            complaints.add(place, "COMPONENT_CUSTOM_ID_DUPLICATED", message)


def check_custom_id(complaints: Complaints, place: Place, component: Json) -> None:
    """Note a custom id that is missing, empty or longer than 100 characters."""
    custom_id = component.get("custom_id")
    complaints.required((*place, "custom_id"), custom_id)
    complaints.longest((*place, "custom_id"), custom_id, 100)


def _check_layout(complaints: Complaints, place: Place, components: Sequence[Json]) -> None:
    everything = list(walk(components))
    complaints.most(place, len(everything), MOST_IN_A_LAYOUT)
    shown = (one for one in everything if one["type"] == TEXT_DISPLAY)
    if sum(len(display.get("content") or "") for display in shown) > TEXT_IN_A_LAYOUT:
        message = f"Displayable text exceeds maximum size of {TEXT_IN_A_LAYOUT}"
        complaints.add(place, "COMPONENT_MAX_TOTAL_TEXT_LENGTH_EXCEEDED", message)


def _check_each(complaints: Complaints, place: Place, components: Sequence[Json]) -> None:
    for index, component in enumerate(components):
        here = (*place, index)
        kind = component.get("type")
        if kind == ROW:
            _check_row(complaints, (*here, "components"), component.get("components") or [])
        elif kind == BUTTON:
            _check_button(complaints, here, component)
        elif kind in SELECTS:
            _check_select(complaints, here, component)
        elif kind == TEXT_DISPLAY:
            complaints.required((*here, "content"), component.get("content"))
        _check_each(complaints, (*here, "components"), component.get("components") or [])
        if (accessory := component.get("accessory")) is not None:
            _check_each(complaints, (*here, "accessory"), [accessory])


def _check_row(complaints: Complaints, place: Place, row: Sequence[Json]) -> None:
    kinds = [component.get("type") for component in row]
    if not row:
        complaints.required(place, None)
    elif any(kind in SELECTS for kind in kinds):
        complaints.most(place, len(row), 1)
    elif all(kind == BUTTON for kind in kinds):
        complaints.most(place, len(row), MOST_BUTTONS)
    else:
        complaints.add(place, "UNION_TYPE_CHOICES", "must be buttons, or one select menu")


def _check_button(complaints: Complaints, place: Place, button: Json) -> None:
    complaints.longest((*place, "label"), button.get("label"), 80)
    style = button.get("style")
    if style == _LINK_STYLE:
        complaints.required((*place, "url"), button.get("url"))
        check_url(complaints, (*place, "url"), button.get("url"), schemes=LINK, longest=512)
    elif style in range(1, _LINK_STYLE):
        check_custom_id(complaints, place, button)
    elif style != _PREMIUM_STYLE:
        complaints.add((*place, "style"), "BASE_TYPE_CHOICES", "must be 1 to 6")
    if bool(button.get("url")) and button.get("custom_id") is not None:
        message = "A custom id and url cannot both be specified"
        complaints.add((*place, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL", message)
    if style != _PREMIUM_STYLE and not (button.get("label") or button.get("emoji")):
        complaints.required((*place, "label"), None)


def _check_select(complaints: Complaints, place: Place, menu: Json) -> None:
    check_custom_id(complaints, place, menu)
    complaints.longest((*place, "placeholder"), menu.get("placeholder"), 150)
    if menu["type"] != STRING_SELECT:
        return
    options = menu.get("options") or []
    if not options:
        complaints.required((*place, "options"), None)
    complaints.most((*place, "options"), len(options), MOST_OPTIONS)
    for index, option in enumerate(options):
        for part in ("label", "value"):
            complaints.required((*place, "options", index, part), option.get(part))
        for part in ("label", "value", "description"):
            complaints.longest((*place, "options", index, part), option.get(part), 100)
    if len({option.get("value") for option in options}) < len(options):
        message = "The specified option value is already used"
        complaints.add((*place, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)


def check_allowed_mentions(
    complaints: Complaints, place: tuple[str, ...], allowed: Json | None
) -> None:
    """Note unknown kinds, overlong lists, and kinds both parsed and listed."""
    if allowed is None:
        return
    parsed = allowed.get("parse") or []
    for index, kind in enumerate(parsed):
        if kind not in _KINDS:
            complaints.add((*place, "parse", str(index)), "BASE_TYPE_CHOICES", f"one of {_KINDS}")
    for kind in ("users", "roles"):
        listed = allowed.get(kind) or []
        complaints.most((*place, kind), len(listed), _MOST)
        if listed and kind in parsed:
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            complaints.add(place, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def check_url(
    complaints: Complaints,
    place: tuple[str | int, ...],
    url: object,
    *,
    schemes: tuple[str, ...] = WEB,
    longest: int = 2048,
) -> None:
    """Note a URL that is overlong, of another scheme, without a host, or with spaces in it."""
    if url is None:
        return
    complaints.longest(place, url, longest)
    try:
        parts = urlsplit(str(url))
    except ValueError:
        complaints.add(place, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return
    if parts.scheme not in schemes:
        message = f"Scheme {parts.scheme!r} is not supported. Scheme must be one of {schemes}."
        complaints.add(place, "URL_TYPE_INVALID_SCHEME", message)
    elif not parts.netloc or any(character.isspace() for character in str(url)):
        complaints.add(place, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
