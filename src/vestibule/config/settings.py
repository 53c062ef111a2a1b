"""Django's settings, derived from the environment. Nothing here is secret and nothing differs in tests."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from vestibule.config.environment import environment, load_keyring
from vestibule.config.logs import logging_settings
from vestibule.config.profiles import load_rulebook
from vestibule.kernel.rulebook import install_rulebook
from vestibule.kernel.secrets import install_keyring, keyring

ENVIRONMENT = environment()
install_keyring(load_keyring(ENVIRONMENT))
install_rulebook(load_rulebook(ENVIRONMENT.profile))

PACKAGE = Path(__file__).resolve().parent.parent

ORIGIN = ENVIRONMENT.origin
SECRET_KEY = keyring().derived("django").hex()
DEBUG = False
ALLOWED_HOSTS = [host] if (host := urlsplit(ORIGIN).hostname) else []
ROOT_URLCONF = "vestibule.config.urls"
WSGI_APPLICATION = "vestibule.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HELP_DESK = {
    "name": ENVIRONMENT.help_desk_name,
    "telephone": ENVIRONMENT.help_desk_telephone,
    "email": ENVIRONMENT.help_desk_email,
    "hours": ENVIRONMENT.help_desk_hours,
}
MAIL_SENDER_NAME = ENVIRONMENT.mail_sender_name
MAIL_URL = ENVIRONMENT.mail_url
MAIL_FROM = ENVIRONMENT.mail_from or f"idm@{urlsplit(ORIGIN).hostname or 'localhost'}"
MAIL_CARRIER = "vestibule.adapters.smtp.carry"
SMS_URL = ENVIRONMENT.sms_url  # empty: no text messages and no calls
SMS_SECRET = ENVIRONMENT.sms_secret
MESSAGE_CARRIER = "vestibule.adapters.gateway_http.carry"
PROOFING_CHAIN = ENVIRONMENT.proofing_chain
PROOFING_VENDOR = {
    "name": ENVIRONMENT.proofing_vendor_name,
    "telephone": ENVIRONMENT.proofing_vendor_telephone,
    "hours": ENVIRONMENT.proofing_vendor_hours,
}
LEASE_SECONDS = ENVIRONMENT.lease_seconds  # how long a job stays with a worker that shows no sign of life
CALENDAR = "vestibule.config.calendar.CALENDAR"
STEADY_WORK = "vestibule.config.calendar.STEADY"
RECORD_FOLDER = ENVIRONMENT.home / "checkpoints"
RECORD_OFFICERS = ENVIRONMENT.officers  # who keep the record's checkpoints outside; empty: nobody is sent any

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "csp",
    "vestibule.jobs",
    "vestibule.notices",
    "vestibule.journal",
    "vestibule.sweeps",
    "vestibule.accounts",
    "vestibule.proofing",
    "vestibule.organizations",
    "vestibule.access",
    "vestibule.recertification",
    "vestibule.signin",
    "vestibule.news",
    "vestibule.federation",
    "vestibule.desk",
    "vestibule.adapters.bureau",
    "vestibule.web",
]

MIDDLEWARE = [
    "vestibule.web.middleware.scheme",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vestibule.web.status.measured",
    "vestibule.web.content_policy.ContentPolicy",
    "vestibule.web.middleware.trail",
    "vestibule.web.oidc.destinations.form_destinations",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "vestibule.web.portal.turning_away.turning_away",
    "django.middleware.csrf.CsrfViewMiddleware",
    "vestibule.web.middleware.reading",
    "vestibule.web.middleware.session",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "vestibule.web.errors.Outcomes",
]

_LOADERS = ("filesystem", "app_directories")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("vestibule.web.settled.Loader", [f"django.template.loaders.{by}.Loader" for by in _LOADERS])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "vestibule.web.context.page",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "vestibule.storage.sqlite",
            "NAME": unquote(parts.path[1:]) or str(ENVIRONMENT.home / "vestibule.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"options": "-c lock_timeout=10s -c statement_timeout=30s"},
    }


DATABASES = {"default": _database(ENVIRONMENT.database)}

PASSWORD_HASHERS: list[str] = []  # passwords are hashed by vestibule.accounts, as errands
COMMON_PASSWORDS = ENVIRONMENT.common_passwords
ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES = 19_456, 2, 1
# Of a process's four threads three may be at hashes or waiting for one; the fourth serves who is signed in.
HASHES_AT_ONCE, HASHES_WAITING, HASH_PATIENCE_SECONDS = 2, 1, 10.0

USE_TZ = True
TIME_ZONE = "America/New_York"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.secure else 0
X_FRAME_OPTIONS = "DENY"
_PREFIX = "__Host-" if ENVIRONMENT.secure else ""
SESSION_COOKIE = f"{_PREFIX}vestibule-session"
SIGN_IN_COOKIE = f"{_PREFIX}vestibule-sign-in"  # a sign-in that waits for its code
RECOVERY_COOKIE = f"{_PREFIX}vestibule-recovery"  # a recovery whose link was followed, until the new password stands
BROWSER_COOKIE = f"{_PREFIX}vestibule-browser"  # a browser in which somebody has signed in before (SIG-6)
PASSKEY_COOKIE = f"{_PREFIX}vestibule-passkey"  # a sign-in with a passkey alone, until it is shown (SIG-3)
PARKED_COOKIE = f"{_PREFIX}vestibule-parked"  # what was being typed when a session ran out
REGISTRATION_COOKIE = f"{_PREFIX}vestibule-registration"  # a registration on its way through its pages
SIGNED_FORM_COOKIE = f"{_PREFIX}vestibule-signed-form"  # the browser in which an official has just signed a form
INVITATION_COOKIE = f"{_PREFIX}vestibule-invitation"  # an invitation that was opened, until it is followed (ROL-12)
CSRF_COOKIE_NAME = f"{_PREFIX}vestibule-csrf"
CSRF_COOKIE_SECURE = ENVIRONMENT.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
CSRF_FAILURE_VIEW = "vestibule.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # so that a field of a megabyte gets its sentence, not a bare 400
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["vestibule.web.uploads.InMemory"]  # of few pages, and no larger than a signed form

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING_CONFIG = None
logging_settings(ENVIRONMENT.log_format)
