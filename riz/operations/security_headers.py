"""Headers that tell browsers what not to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_BASE = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

# JSON needs nothing at all.
API_POLICY = _BASE
# Own pages: files of this origin and nothing inline.
PAGE_POLICY = f"{_BASE}; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
# Swagger UI sets style attributes from its own script files.
DOCS_POLICY = (
    f"{_BASE}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self' blob:"
)
# The admin's theme is built on Alpine, which evaluates the expressions in its templates.
ADMIN_POLICY = (
    f"{_BASE}; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'"
)

_PERMISSIONS = "accelerometer=(), camera=(), geolocation=(self), gyroscope=(), microphone=(), payment=(self), usb=()"


class SecurityHeadersMiddleware:
    """Gives each answer a content security policy and its companions; a view's own policy wins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and add the headers."""
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy_of(request.path_info, response))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", _PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("X-Frame-Options", "DENY")
        return response


def policy_of(path: str, response: HttpResponse) -> str:
    """Return the strictest policy under which the answer works."""
    if path.startswith("/admin/"):
        return ADMIN_POLICY
    if path.startswith("/api/v1/docs"):
        return DOCS_POLICY
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return PAGE_POLICY if is_page else API_POLICY
