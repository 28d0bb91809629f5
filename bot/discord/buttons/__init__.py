"""What happens when a button is pressed: one kind of button a module.

Nothing of a button is kept in memory. Its `custom_id` and the message that it stands on say
what it is for, so that it works after a restart as before.
"""

from __future__ import annotations

from bot.discord.buttons.addition import Addition
from bot.discord.buttons.feedback import Feedback
from bot.discord.buttons.follow_up import FollowUp
from bot.discord.buttons.listing import Listing
from bot.discord.buttons.more import More
from bot.discord.buttons.nearby import Nearby
from bot.discord.buttons.unanswered import Settle, UnansweredMenu
from bot.discord.buttons.undo import Undo

BUTTONS = (
    *(More, Nearby, FollowUp, Feedback, Undo, Listing, Addition),
    *(UnansweredMenu, Settle),
)
