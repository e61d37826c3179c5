"""Messages to people and systems: email, SMS, push, webhooks, sent once.

It decides nothing about what happened; it reacts to events.
"""
