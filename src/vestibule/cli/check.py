"""Says in plain words how Vestibule is set, and whether it can start: settings, database, tables, mail, calendar."""

import argparse
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from vestibule.accounts.passwords import hash_milliseconds
from vestibule.cli.start import calendar_faults, schema_faults, without_worker
from vestibule.jobs.queries import worker_is_seen
from vestibule.kernel import clock
from vestibule.kernel.rulebook import rulebook
from vestibule.notices.checks import notice_faults

EXAMPLE = "vestibule check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options: none."""


def run(options: argparse.Namespace) -> None:
    """Print each setting and each fault; exit with a sentence if there is any."""
    for line in _settings():
        print(line)
    connection.ensure_connection()
    print("The database can be reached.")

    schema = schema_faults()
    faults = [*schema, *calendar_faults(), *notice_faults()]
    if not schema and not worker_is_seen(at=clock.now()):
        print(f"No worker has been seen for a minute: {without_worker()}")
    if faults:
        raise SystemExit("\n".join(faults))
    print(f"A password's hash takes {hash_milliseconds():.0f} ms of a processor.")
    print("Everything is in order.")


def _settings() -> list[str]:
    env, mail = settings.ENVIRONMENT, urlsplit(settings.MAIL_URL)
    gateway = urlsplit(settings.SMS_URL).hostname
    proxies = ", ".join(env.proxies) or "nobody"
    officers = ", ".join(settings.RECORD_OFFICERS) or "nobody"
    vendor = f"{settings.PROOFING_VENDOR['name']}, {settings.PROOFING_VENDOR['telephone']}"
    return [
        f"People reach Vestibule at {settings.ORIGIN}, {'over TLS' if env.secure else 'on this machine only'}.",
        f"Its state is kept in {env.home.resolve()}, its records in {_database()}.",
        f"Mail leaves as {settings.MAIL_SENDER_NAME} <{settings.MAIL_FROM}> through {mail.hostname}.",
        f"Text messages and calls leave through {gateway}."
        if gateway
        else "No text messages are sent, and no calls made.",
        f"Forwarded addresses are believed from {proxies}.",
        f"The policy profile is {rulebook().profile} ({rulebook().digest()[:12]}).",
        f"Identities are verified by {', then '.join(settings.PROOFING_CHAIN)}; who isn't calls {vendor}.",
        f"A worker that dies loses its jobs to another after {settings.LEASE_SECONDS} seconds.",
        f"Checkpoints of the record are written to {settings.RECORD_FOLDER.resolve()}, and mailed to {officers}.",
        f"The help desk is {settings.HELP_DESK['name']}, {settings.HELP_DESK['telephone']}.",
    ]


def _database() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"SQLite ({held['NAME']})"
    return f"PostgreSQL ({held['NAME']} on {held['HOST'] or 'this machine'})"
