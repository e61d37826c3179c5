"""OAuth2 and OpenID Connect: RIZ as provider, and sign-in with other providers."""
