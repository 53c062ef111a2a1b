"""Settings for commands that look at the program without running an installation."""

from collections.abc import Mapping


def any_installation(home: str) -> Mapping[str, str]:
    """Return the settings of an installation that nobody uses, in a folder that is thrown away."""
    return {
        "DJANGO_SETTINGS_MODULE": "vestibule.config.settings",
        "VESTIBULE_HOME": home,
        "VESTIBULE_ORIGIN": "http://localhost:8000",
        "VESTIBULE_MAIL_URL": "smtp://127.0.0.1:1",
        "VESTIBULE_DATABASE_URL": f"sqlite:///{home}/vestibule.sqlite3",
    }
