"""The application the web server runs."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juanzong.config.settings")

application = get_wsgi_application()

# What is there from the start stays: the collector need not walk through it again with every few requests.
gc.collect()
gc.freeze()
