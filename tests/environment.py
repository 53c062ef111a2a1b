"""The surroundings of a test run, set before Django is: a pytest plugin (see ``addopts``)."""

import os
import tempfile

os.environ.setdefault("VESTIBULE_HOME", tempfile.mkdtemp(prefix="vestibule-test-"))
os.environ.setdefault("VESTIBULE_ORIGIN", "http://testserver")
os.environ.setdefault("VESTIBULE_MAIL_URL", "smtp://127.0.0.1:1")
