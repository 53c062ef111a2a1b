"""The WSGI application: what a server runs."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "spot.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
