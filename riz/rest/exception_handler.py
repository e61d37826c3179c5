from rest_framework.views import exception_handler as to_problem  # noqa: F401
