"""``python -m spot``: bring the database up to date, or serve."""

import argparse
import os
from urllib.parse import urlsplit

from spot.environment import environment


def main() -> None:
    """Run one command. Exits with a plain sentence if it can't."""
    parser = argparse.ArgumentParser(prog="python -m spot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the database up to date", epilog="example: python -m spot migrate")
    serving = commands.add_parser("serve", help="serve SPOT", epilog="example: python -m spot serve --port 8001")
    serving.add_argument("--port", type=int, help="the port to listen at (default: that of SPOT_ORIGIN)")
    serving.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: this machine only)")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "spot.settings"
    if options.command == "migrate":
        migrate()
    else:
        serve(options.host, options.port or urlsplit(environment().origin).port or 8001)


def migrate() -> None:
    """Bring the database up to date."""
    import django  # noqa: PLC0415 - Django reads its settings when it is set up
    from django.core.management import call_command  # noqa: PLC0415

    environment().home.mkdir(parents=True, exist_ok=True)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def serve(host: str, port: int) -> None:
    """Serve SPOT until it is told to stop."""
    from granian import Granian  # noqa: PLC0415 - not needed to migrate
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    Granian(
        "spot.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=2,
        workers_kill_timeout=20,  # seconds; a process that still loads hears no signal
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
