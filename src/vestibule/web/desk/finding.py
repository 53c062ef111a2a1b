"""Finding a person at the help desk, by what they say on the telephone: a User ID or an email address."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from vestibule.accounts.queries import email_owner, user_id_owner
from vestibule.kernel.reasons import declare_reason, gettext_noop
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.help_desk import FINDING, queue_page

NOBODY = declare_reason(
    "desk.nobody_found",
    gettext_noop("Nobody has this User ID or email address. It has to be whole."),
    rule="HLP-2",
    field="who",
)


@staff_only
@require_POST
def find_person(request: AtDesk) -> HttpResponse:
    """Lead to a person's story, where the reason for looking is asked first. Source: HLP-2.

    Reading: what is typed is personal data, so that it is sent and never stands in an address.
    """
    form = FINDING.read(request.POST)
    if not form.ready:
        return queue_page(request, form)
    found = user_id_owner(form["who"]) or email_owner(form["who"])
    return redirect("desk-person", found) if found else queue_page(request, form.faulted(NOBODY()))
