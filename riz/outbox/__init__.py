"""The transactional outbox: events and one delivery row for each handler, stored with the change that caused them.

`publish` appends inside the caller's transaction; `riz.outbox.relay` delivers.
"""
