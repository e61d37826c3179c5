"""The payment methods of the sandbox: tokens, each with its fixed fate."""

from __future__ import annotations

import enum


class Method(enum.StrEnum):
    """The behaviour of a token when it is charged."""

    SUCCESS = "pm_sandbox_success"
    DECLINED = "pm_sandbox_declined"
    INSUFFICIENT_FUNDS = "pm_sandbox_insufficient_funds"
    THREE_D_SECURE = "pm_sandbox_3ds"
    LATE_SUCCESS = "pm_sandbox_late_success"
    ANSWER_LOST = "pm_sandbox_timeout"


DECLINES = {
    Method.DECLINED: "card_declined",
    Method.INSUFFICIENT_FUNDS: "insufficient_funds",
}
CHALLENGE_DECLINED = "authentication_failed"
