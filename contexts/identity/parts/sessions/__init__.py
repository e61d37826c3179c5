"""Sessions of people who are signed in: sessions, refresh tokens, access tokens. It knows people by id only."""
