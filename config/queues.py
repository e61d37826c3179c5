"""The queues of tasks. What somebody waits for has workers of its own, so that no flood of long work holds it up."""

from __future__ import annotations

PROMPT = ("default", "mail")
LONG = ("exports", "feeds", "planning", "prices", "training")

# By the names of tasks; one that isn't here goes to "default".
ROUTES = {
    "identity.gather_export": {"queue": "exports"},
    "notifications.send_message": {"queue": "mail"},
    "transport.import_uploaded_feed": {"queue": "feeds"},
    "transport.recompile_feed": {"queue": "feeds"},
}
