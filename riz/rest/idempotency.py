from functools import wraps


def idempotent(*, atomic=True):
    """Decorate an unsafe view method."""

    def decorate(method):
        @wraps(method)
        def wrapper(view, request, *args, **kwargs):
            return method(view, request, *args, **kwargs)

        return wrapper

    return decorate
