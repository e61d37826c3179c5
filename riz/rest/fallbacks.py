"""Answers of Django's own, when no endpoint gave one: problems to programs, its own pages to people."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.views import csrf, defaults

from riz import errors
from riz.rest.errors import MethodNotAllowed, ServerFault
from riz.rest.problems import problem_response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer requests that Django itself found suspicious (`handler400`)."""
    if is_for_programs(request):
        return problem_response(errors.Malformed(), path=request.path)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer refusals of pages (`handler403`)."""
    if is_for_programs(request):
        return problem_response(errors.Forbidden(), path=request.path)
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer addresses that nobody serves (`handler404`)."""
    if is_for_programs(request):
        return problem_response(errors.NotFound(), path=request.path)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer when something broke, without a word about what (`handler500`)."""
    if is_for_programs(request):
        return problem_response(ServerFault(), path=request.path)
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer forms without a valid token (`CSRF_FAILURE_VIEW`)."""
    if is_for_programs(request):
        refusal = errors.Forbidden("The CSRF token is missing or wrong.")
        return problem_response(refusal, path=request.path)
    page: HttpResponse = csrf.csrf_failure(request, reason=reason)
    return page


def in_words(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the answer, to programs with a problem in place of Django's silence about methods."""
    if isinstance(response, HttpResponseNotAllowed) and is_for_programs(request):
        problem = problem_response(MethodNotAllowed(), path=request.path)
        response.content = problem.content
        for name, value in problem.items():
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(problem.content))
    return response


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether the caller speaks JSON rather than HTML."""
    return request.path_info.startswith(tuple(settings.RIZ_PATHS_OF_PROGRAMS))
