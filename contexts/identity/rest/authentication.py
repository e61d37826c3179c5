from rest_framework.authentication import BaseAuthentication


class AccessTokenAuthentication(BaseAuthentication):
    """Knows callers by their access token."""

    def authenticate(self, request):
        return None
