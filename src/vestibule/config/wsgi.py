"""The WSGI application: what a server runs."""

import gc
import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vestibule.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
# With the pages, which Django would load for the first visitor, who would wait for them.
import_module(settings.ROOT_URLCONF)

# A page makes thousands of objects that die with it. Collecting at every 700, over all that the program has loaded,
# took a sixth of a page's time (bench/sign_in.py); what is loaded by now stays for good. At every 20,000 one page in a
# hundred waited five times as long for it as at every 5,000 (bench/search.py, whose 99th percentile that was).
gc.freeze()
gc.set_threshold(5_000)
