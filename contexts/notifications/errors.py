"""Why notifications refuses."""

from __future__ import annotations

from typing import ClassVar

from riz.errors import Conflict, Forbidden, NotFound


class MessageNotFound(NotFound):
    """There is no such message."""

    code: ClassVar[str] = "notifications.message_not_found"
    message = "There is no such message."
    message_id: str


class MessageNotDead(Conflict):
    """Only a message that was given up is sent again."""

    code: ClassVar[str] = "notifications.message_not_dead"
    message = "Only a message that was given up can be sent again."
    state: str


class ResendNotAllowed(Forbidden):
    """The actor may not have messages sent again."""

    code: ClassVar[str] = "notifications.resend_not_allowed"
    message = "You may not have messages sent again."
