"""A program that promises mails in an installation of its own, and says under which Message-IDs they go."""

import sys

import django

django.setup()

from tests.rooms.notices.mail import a_mail  # noqa: E402 - the tables stand only now
from vestibule.kernel import clock  # noqa: E402

for _ in range(int(sys.argv[1])):
    print(f"<{a_mail(at=clock.now()).id}@localhost>")
