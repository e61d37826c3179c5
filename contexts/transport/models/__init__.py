"""The tables of transport, by what they are about."""

from __future__ import annotations

from .feeds import *  # noqa: F403
from .places import *  # noqa: F403
from .realtime import *  # noqa: F403
from .tariffs import *  # noqa: F403
