"""Settings, all from the environment; what is not set has a safe default for one machine and one folder.

JUANZONG_DATA      folder of the database and the content store   (default ./data)
JUANZONG_KEYS      folder of the keys, never inside the data      (default ./keys)
JUANZONG_DATABASE  postgresql://user:password@host:port/name      (default SQLite in JUANZONG_DATA)
JUANZONG_HOSTS     host names served, comma separated             (default 127.0.0.1,localhost)
JUANZONG_HTTPS     1 behind TLS: secure cookies and HSTS          (default 0)
JUANZONG_DEMO      1 shows the demo banner and the one-click entry (default 0)
JUANZONG_PASSWORDS asvs or dengbao, the password profile          (default asvs)
JUANZONG_IDLE_MINUTES  minutes after which a resting session ends (default 30)
JUANZONG_PROXY     1 behind one reverse proxy of ours that sets X-Forwarded-For and -Proto (default 0)
JUANZONG_CA        certificates of the company's own authority, for its robots and mail  (default none)
JUANZONG_DEBUG     1 for developers                               (default 0)
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from juanzong.config import sqlite
from juanzong.config.secret import secret_key

sqlite.install()


def _flag(name: str) -> bool:
    return os.environ.get(name, "0") == "1"


PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("JUANZONG_DATA", "data")).resolve()
KEYS_DIR = Path(os.environ.get("JUANZONG_KEYS", "keys")).resolve()
DEMO = _flag("JUANZONG_DEMO")
DEBUG = _flag("JUANZONG_DEBUG")
HTTPS = _flag("JUANZONG_HTTPS")
BEHIND_PROXY = _flag("JUANZONG_PROXY")
PASSWORD_PROFILE = os.environ.get("JUANZONG_PASSWORDS", "asvs")
OUTGOING_CA = os.environ.get("JUANZONG_CA", "")
CIPHER_SUITE = os.environ.get("JUANZONG_CIPHER", "AES-256-GCM")

SECRET_KEY = secret_key(KEYS_DIR)
ALLOWED_HOSTS = os.environ.get("JUANZONG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "juanzong.kit",
    "juanzong.ledger",
    "juanzong.policies",
    "juanzong.organisation",
    "juanzong.casework",
    "juanzong.customers",
    "juanzong.privacy",
    "juanzong.forms",
    "juanzong.dossiers",
    "juanzong.custody",
    "juanzong.service",
    "juanzong.oversight",
    "juanzong.web.shell",
    "juanzong.web.desk",
    "juanzong.web.customers",
    "juanzong.web.dossiers",
    "juanzong.web.custody",
    "juanzong.web.organisation",
    "juanzong.web.ledger",
    "juanzong.web.policies",
    "juanzong.web.casework",
    "juanzong.web.forms",
    "juanzong.web.service",
    "juanzong.web.oversight",
    "juanzong.web.privacy",
    "juanzong.config",
]

MIDDLEWARE = [
    "juanzong.web.shell.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "juanzong.web.shell.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "juanzong.web.shell.middleware.KnownViewer",
    "juanzong.web.shell.middleware.RefusalsAsPages",
]

ROOT_URLCONF = "juanzong.config.urls"
WSGI_APPLICATION = "juanzong.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "juanzong.web.shell.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "juanzong.web.shell.templatetags.fixed",
                "juanzong.web.shell.templatetags.ui",
            ],
        },
    },
]


FORM_RENDERER = "juanzong.web.shell.widgets.Renderer"


def _database() -> dict[str, object]:
    url = os.environ.get("JUANZONG_DATABASE", "")
    if url:
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "juanzong.config.sqlite",
        "NAME": DATA_DIR / "juanzong.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode={sqlite.journal_mode()};PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;PRAGMA secure_delete=ON;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.Staff"
AUTHENTICATION_BACKENDS = ["juanzong.organisation.backend.StaffBackend"]
LOGIN_URL = "/sign-in/"
SESSION_ENGINE = "juanzong.organisation.session_store"
SESSION_COOKIE_AGE = 8 * 3600  # absolute; the idle limit is kept by the session rules of organisation
SESSION_IDLE_MINUTES = int(os.environ.get("JUANZONG_IDLE_MINUTES", "30"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "juanzong.web.shell.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]  # what the commands say; every room has its own
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"  # stays empty: whitenoise serves from the packages
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = ["juanzong.web.shell.uploads.SpoolUploadHandler"]
UPLOAD_LIMIT = 200 * 1024 * 1024  # bytes of one file
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
