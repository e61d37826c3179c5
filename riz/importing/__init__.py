"""The import from Tripura's present database, schema v3: README.md says how contexts bring their part of it."""
