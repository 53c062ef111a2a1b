"""What machines ask of a running installation: is it alive, is it ready, and its figures."""

import os
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from vestibule.jobs.queries import calendar_by_outcome, jobs_by_state, worker_is_seen
from vestibule.notices.queries import mails_by_state
from vestibule.storage.schema import lacking_migrations
from vestibule.web.visit import Visit

DURATION = Histogram(
    "vestibule_request_seconds",
    "How long pages took to answer, by page and outcome.",
    ["page", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def measured(handle: Callable[[Visit], HttpResponse]) -> Callable[[Visit], HttpResponse]:
    """Measure each request under its page's name; addresses as typed never become figures."""

    def run(request: Visit) -> HttpResponse:
        began = time.perf_counter()
        response = handle(request)
        page = request.resolver_match.view_name if request.resolver_match else "none"
        DURATION.labels(page, f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        return response

    return run


@never_cache
@require_safe
def alive(request: Visit) -> HttpResponse:
    """Answer that this process runs; it asks nothing of the database."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: Visit) -> HttpResponse:
    """Say whether people can be served: the database answers, has its tables, and a worker was seen within a minute."""
    found = {"database": False, "migrations": False, "worker": False}
    try:
        connection.ensure_connection()
        found["database"] = True
        found["migrations"] = not lacking_migrations()
        found["worker"] = found["migrations"] and worker_is_seen(at=request.at)
    except (DatabaseError, InterfaceError):
        connection.close()
    return JsonResponse({"ready": all(found.values()), **found}, status=200 if all(found.values()) else 503)


@never_cache
@require_safe
def figures(request: Visit) -> HttpResponse:
    """Give the figures to a collector on this machine or a private network; to the world they don't exist."""
    if not _is_near(request):
        raise Http404
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # serve's processes keep theirs together in a folder
        requests = CollectorRegistry()
        MultiProcessCollector(requests)  # type: ignore[no-untyped-call]  # the library leaves it without types
    else:
        requests = REGISTRY
    counts = CollectorRegistry()
    counts.register(_Counts())
    return HttpResponse(generate_latest(requests) + generate_latest(counts), content_type=CONTENT_TYPE_LATEST)


class _Counts(Collector):
    """What stands in the database, counted when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        """Count jobs, entries of the calendar and mails by state."""
        for name, words, counted in (
            ("vestibule_jobs", "Jobs in the queue.", jobs_by_state()),
            ("vestibule_calendar", "Work that comes round, by how it went last.", calendar_by_outcome()),
            ("vestibule_mails", "Mails that wait, or could not be delivered.", mails_by_state()),
        ):
            family = GaugeMetricFamily(name, words, labels=["state"])
            for state, count in counted.items():
                family.add_metric([state], count)
            yield family


def _is_near(request: Visit) -> bool:
    """Say whether the request came directly from this machine or a private network, and through no proxy."""
    passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    address = request.META.get("REMOTE_ADDR", "")
    return not passed_on and bool(address) and ip_address(address).is_private
