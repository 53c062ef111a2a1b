"""The WSGI application: what a server runs."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vestibule.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# A page makes thousands of objects that die with it. Collecting at every 700, over all that the program has loaded,
# took a sixth of a page's time (bench/sign_in.py); what is loaded by now stays for good.
gc.freeze()
gc.set_threshold(20_000)
