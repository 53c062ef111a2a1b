"""What every page's template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates the help desk's contact and the session (HLP-4)."""
    return {"help_desk": settings.HELP_DESK, "live": getattr(request, "live", None), "origin": settings.ORIGIN}
