"""The one settings file. It reads the environment once; nothing else in the project does.

Without DATABASE_URL there is no database at all (enough for checks and for making migrations):
`manage.py` and the test plug-in set it to servers of their own, a deployment to real ones.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.stack.address import read_address
from config.stack.roles import APP, RECIPIENT, ROLES, Role
from workflow.keyring import Keyring

if not __debug__:
    raise ImproperlyConfigured("python -O strips the assertions the money functions carry")

BASE_DIR = Path(__file__).resolve().parents[1]
_env = os.environ


def _is_on(name: str) -> bool:
    return _env.get(name, "0") == "1"


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in _env.get(name, default).split(",") if item.strip()]


# ---- where and how this process runs
VAR = Path(_env.get("FUND_VAR") or BASE_DIR / "var")
DOOR = _env.get("FUND_DOOR", "inside")
if DOOR not in {"inside", "outside"}:
    raise ImproperlyConfigured("FUND_DOOR is inside or outside")
DEMO = _is_on("FUND_DEMO")
DEBUG = _is_on("FUND_DEBUG")
HTTPS = _is_on("FUND_HTTPS")
# Without a key a process gets one of its own: safe, but nothing signed outlives it.
SECRET_KEY = _env.get("FUND_SECRET_KEY") or secrets.token_urlsafe(48)
# 32 bytes each, base64; only the processes that encrypt or seal are given them. While evidence keys
# are changed there are several, the active one first (workflow.keyring has the form).
_evidence_keys = _env.get("FUND_EVIDENCE_KEY", "")
EVIDENCE_KEYRING = Keyring.parse(_evidence_keys) if _evidence_keys else None
SEAL_KEY = _env.get("FUND_SEAL_KEY", "")
ALLOWED_HOSTS = _list("FUND_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("FUND_ORIGINS")
# Superusers, replicating roles and replication slots of the server that the operator answers for.
ACCEPTED = _list("FUND_ACCEPTED")

# ---- the code
ROOT_URLCONF = f"config.urls_{DOOR}"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "workflow",
    "fund",
    "grants",
    "reports",
    "config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Innermost: who is asking, whose pages these are, and the outside door's transaction.
    "workflow.door.Door",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.frame.frame",
            ],
        },
    },
]


# ---- the database: one alias per role, and only for the roles whose URL this process was given
def _database(role: Role, url: str) -> dict[str, Any]:
    address = read_address(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.database,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Django's own cursors never prepare a statement; `fund/ledger.py` asks for it.
        "OPTIONS": {**dict(address.options), "options": role.options, "prepare_threshold": 5},
    }


DATABASES: dict[str, dict[str, Any]] = {
    role.alias: _database(role, _env[role.variable]) for role in ROLES if _env.get(role.variable)
}
if DOOR == "outside" and _env.get(RECIPIENT.variable):
    # The recipients' process has no other identity: not even the alias of the officers' role.
    DATABASES = {"default": _database(RECIPIENT, _env[RECIPIENT.variable])}
elif APP.alias not in DATABASES:
    DATABASES[APP.alias] = {"ENGINE": "django.db.backends.dummy"}

# ---- who
AUTH_USER_MODEL = "workflow.Person"
LOGIN_URL = "login"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# ---- sessions and cache: Valkey, one prefix and one cookie per door
REDIS_URL = _env.get("REDIS_URL", "redis://127.0.0.1:6379").rstrip("/")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_URL}/1",
        "KEY_PREFIX": f"fund-{DOOR}",
    },
}
_COOKIE = "__Host-fund" if HTTPS else "fund"
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = f"{_COOKIE}-{DOOR}"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_COOKIE}-csrf-{DOOR}"
CSRF_COOKIE_HTTPONLY = True

# ---- the browser's rules
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

# ---- language and time: stored in UTC, judged in Tokyo
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# ---- files and mail. Static files are few and served from their sources: no collecting step.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# A page that wants files says so (workflow.uploads); files sent to any other are dropped unread.
FILE_UPLOAD_HANDLERS = ["workflow.uploads.RefusingUploadHandler"]
EVIDENCE_DIR = VAR / "evidence"
EVIDENCE_MAX_BYTES = 100 * 1024 * 1024
EVIDENCE_MAX_REQUEST_BYTES = 4 * EVIDENCE_MAX_BYTES
# Sent in pieces a file may be larger; a piece is what a cut line loses at most.
EVIDENCE_MAX_UPLOAD_BYTES = 500 * 1024 * 1024
UPLOAD_PIECE_BYTES = 2 * 1024 * 1024
# Where an answer to a mail goes: the section that can be asked. The sender itself reads nothing.
REPLY_TO_EMAIL = _env.get("FUND_MAIL_REPLY_TO", "")
# The Maildir that undelivered mail comes back to; empty: it is read by hand (`read_bounces`).
BOUNCE_MAILDIR = _env.get("FUND_BOUNCES", "")
DEFAULT_FROM_EMAIL = _env.get("FUND_MAIL_FROM", "fund@example.jp")
if DEMO:
    EMAIL_BACKEND = "reports.mail.MailFolder"
    EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = _env.get("FUND_SMTP_HOST", "localhost")
EMAIL_PORT = int(_env.get("FUND_SMTP_PORT", "25"))
EMAIL_HOST_USER = _env.get("FUND_SMTP_USER", "")
EMAIL_HOST_PASSWORD = _env.get("FUND_SMTP_PASSWORD", "")
EMAIL_USE_TLS = bool(EMAIL_HOST_USER)
EMAIL_TIMEOUT = 20

# ---- background work: rows in the database are the truth, the broker only carries ids
CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# With the defaults a killed worker's task comes back only after about 100 seconds. No task may have
# a countdown longer than the visibility timeout: it would run again and again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _env.get("FUND_LOG_LEVEL", "INFO")},
}
