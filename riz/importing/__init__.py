"""The import from Tripura's present database, schema v3: contexts bring their part, and all of it goes after the cut-over.

A context states its part in `importing.py`, which the command finds and which nothing else needs:

    imports("users", "SELECT * FROM users ORDER BY id", import_users)  # def import_users(batch: Batch) -> None
    means(policies.READ_ANY, "booking.read booking.view")

The README says what such a function may count on, and what is deleted in the end.
"""
