"""The base of every module of the settings: the environment and the addresses in it."""

from __future__ import annotations

from pathlib import Path

import environ

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
