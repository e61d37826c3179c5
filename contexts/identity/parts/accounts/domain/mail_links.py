"""How long links in mails live, and which of them end together."""

from __future__ import annotations

import datetime as dt

from ..contracts import MailLinkKind

VERIFY_LIFETIME = dt.timedelta(hours=24)
RESET_LIFETIME = dt.timedelta(minutes=30)
CHANGE_LIFETIME = dt.timedelta(hours=2)
UNDO_LIFETIME = dt.timedelta(days=7)
REMOVE_LIFETIME = dt.timedelta(days=7)
# An account that nobody confirms is none; its address is free again.
UNCONFIRMED_LIFETIME = dt.timedelta(days=7)
KEPT_AFTER_END = dt.timedelta(days=30)

OF_REGISTRATION = frozenset({MailLinkKind.VERIFY_EMAIL, MailLinkKind.FINISH_REGISTRATION})
# They open an account by way of its mailbox or its password; another password, or another address, ends them.
OF_ENTRY = OF_REGISTRATION | {MailLinkKind.RESET_PASSWORD, MailLinkKind.CHANGE_EMAIL}
# All of which let somebody choose a password.
OF_RESET = (MailLinkKind.RESET_PASSWORD, MailLinkKind.FINISH_REGISTRATION)
