"""How much is enough: numbers that keep organisations from being a way to send mail to strangers."""

from __future__ import annotations

import datetime as dt

INVITATION_LIFETIME = dt.timedelta(days=7)
INVITATIONS_KEPT = dt.timedelta(days=90)
MOST_OPEN_INVITATIONS = 50
MOST_INVITATIONS_A_DAY = 100
MOST_INVITATIONS_TO_ONE_ADDRESS_A_DAY = 3
A_DAY = dt.timedelta(days=1)
MOST_OWNED = 10
RECENT = dt.timedelta(minutes=10)
