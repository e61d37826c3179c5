"""A Django app that makes the real `manage.py relay` deliver a benchmark's events, to two handlers that write a row each."""
