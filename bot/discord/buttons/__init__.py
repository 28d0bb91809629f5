"""What happens when a button is pressed.

Nothing of a button is kept in memory. Its `custom_id` and the message that it stands on say
what it is for, so that it works after a restart as before.
"""

from __future__ import annotations

from bot.discord.buttons.answer_buttons import Feedback, FollowUp, InContext, More
from bot.discord.buttons.moderation_buttons import (
    Settle,
    SourceListButton,
    UnansweredMenu,
    Undo,
    UploadDecision,
)

BUTTONS = (
    *(More, InContext, FollowUp, Feedback, Undo, SourceListButton, UploadDecision),
    *(UnansweredMenu, Settle),
)
