"""Three questions that propose the right role."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from vestibule.access.policy.proposing import Answers, Standing, proposed_kind, right_role
from vestibule.access.queries import ApplicationCard, applications, draft_of
from vestibule.kernel.reasons import gettext_noop
from vestibule.organizations.policy.particulars import PROVIDER_OFFICE, THIRD_PARTY_BILLER
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, missing, show
from vestibule.web.visit import Visit, signed_in

STANDING = gettext_noop("Are you its designated approver, or do you stand in for one?")
QUESTIONS = Form(
    (
        Field("application", gettext_noop("Select an Application"), Kind.SELECT),
        Field(
            "decides",
            gettext_noop("Do you decide who in your organization gets access?"),
            Kind.RADIOS,
            choices=(Choice("yes", gettext_noop("Yes")), Choice("no", gettext_noop("No"))),
        ),
        Field(
            "standing",
            STANDING,
            Kind.RADIOS,
            required=False,
            hint=gettext_noop("Answer if you decide. The form that your organization has sent says who is which."),
            choices=(
                Choice(Standing.APPROVER, gettext_noop("I am its designated approver")),
                Choice(Standing.BACKUP, gettext_noop("I stand in for its approver")),
                Choice(Standing.NEITHER, gettext_noop("Neither")),
            ),
        ),
        Field(
            "kind",
            gettext_noop("Does your organization treat patients, or does it bill for others?"),
            Kind.RADIOS,
            choices=(
                Choice(PROVIDER_OFFICE, gettext_noop("It treats patients")),
                Choice(THIRD_PARTY_BILLER, gettext_noop("It bills for others")),
            ),
        ),
    )
)


@signed_in
@require_GET
def which_role(request: Visit) -> HttpResponse:
    """Ask three questions and propose a role, which one press then chooses. Source: ROL-3, ROL-5 (APP 10, EU 9).

    Reading: the answers stand in the address and are kept nowhere; the press is the role page's own form.
    """
    offered = applications()
    questions = QUESTIONS.choosing(application=[Choice(each.key, each.name) for each in offered])
    if "decides" not in request.GET and "kind" not in request.GET:
        draft = draft_of(request.person_id)
        first = offered[0].key if len(offered) == 1 else ""
        known = request.GET.get("application") or (draft.application_key if draft else "") or first
        return show(request, "web/role_request/which_role.html", questions.blank({"application": known}))
    form = questions.read(request.GET)
    if form.ready and form["decides"] == "yes" and not form["standing"]:
        form = form.faulted(missing(label=STANDING).on("standing"))
    return _page(request, form, offered)


def _page(request: Visit, form: Filled, offered: list[ApplicationCard]) -> HttpResponse:
    template = "web/role_request/which_role.html"
    if not form.ready:
        return show(request, template, form)
    answers = Answers(form["decides"] == "yes", Standing(form["standing"] or Standing.NEITHER), form["kind"])
    kind, why = proposed_kind(answers)
    application = next(each for each in offered if each.key == form["application"])
    role = right_role(application.roles, kind=kind, organization_kind=answers.organization_kind)
    return show(request, template, form, proposed=True, application=application, role=role, why=why)
