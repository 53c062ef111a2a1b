"""Files that come with a form: few pages take one, and none takes a large one. Source: ORG-1."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

from vestibule.organizations.policy.uploads import MOST_BYTES

MOST_AT_ONCE = MOST_BYTES + 500_000  # the file, and the fields around it


PAGES = {"new-form", "update-form", "update-form-of"}  # that take a file; what comes to another is dropped


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory, for it is sealed before it is stored; a larger one isn't even read."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *rest: Any) -> None:  # noqa: N803
        """Refuse what can't be a form with its document. Raises ``RequestDataTooBig``."""
        if content_length > MOST_AT_ONCE:
            raise RequestDataTooBig(f"{content_length} bytes were sent with a form.")
        page = self.request.resolver_match if self.request else None
        self.activated = page is not None and page.view_name in PAGES
