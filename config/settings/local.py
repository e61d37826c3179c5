"""Settings of a developer's machine; `make run` fills the environment."""

from config.settings.base import *  # noqa: F403
from config.settings.base import SECRET_KEY, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = SECRET_KEY or "only-for-this-machine-and-never-deployed-000000000000000000"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WHITENOISE_USE_FINDERS = True
