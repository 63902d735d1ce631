"""How long a revealed value stays open."""

from __future__ import annotations

import datetime as dt

REVEAL_LASTS = dt.timedelta(minutes=5)
