"""What happens to organizations and their forms, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

ORGANIZATIONS = {
    "organizations.loaded": Sentence(gettext_noop("%(organization)s was loaded by the operator.")),
    "organizations.corrected": Sentence(
        gettext_noop("%(organization)s was loaded again, and some of its particulars had changed: %(changed)s."),
        {
            "changed": {
                "legal_name": gettext_noop("legal business name"),
                "kind": gettext_noop("kind"),
                "npi": gettext_noop("NPI"),
                "ptan": gettext_noop("provider number"),
                "address": gettext_noop("address"),
                "city": gettext_noop("city"),
                "state": gettext_noop("state/territory"),
                "zip_code": gettext_noop("ZIP code"),
                "telephone": gettext_noop("telephone"),
                "submitter_id": gettext_noop("submitter ID"),
            }
        },
    ),
    "organizations.created": Sentence(
        gettext_noop("%(organization)s was created by a submitted role request; it waits for approval.")
    ),
    "organizations.activated": Sentence(gettext_noop("%(organization)s became active.")),
    "organizations.dropped": Sentence(
        gettext_noop("%(organization)s was dropped, with the request that would have created it.")
    ),
    "organizations.awaited": Sentence(
        gettext_noop("%(person)s didn't find an organization, and is to be told when it exists.")
    ),
    "organizations.waiting_stopped": Sentence(gettext_noop("%(person)s no longer waits for an organization.")),
    "organizations.awaited_found": Sentence(
        gettext_noop("%(person)s waited for an organization, and was told of %(organization)s.")
    ),
    "organizations.form_submitted": Sentence(gettext_noop("A new organization form was sent for signature.")),
    "organizations.update_submitted": Sentence(
        gettext_noop("An update form for %(organization)s was sent for signature.")
    ),
    "organizations.update_accepted": Sentence(
        gettext_noop("The update form for %(organization)s was accepted. It changed: %(changed)s."),
        {
            "changed": {
                "legal_name": gettext_noop("legal business name"),
                "npi": gettext_noop("NPI"),
                "ptan": gettext_noop("provider number"),
                "address": gettext_noop("address"),
                "city": gettext_noop("city"),
                "state": gettext_noop("state/territory"),
                "zip_code": gettext_noop("ZIP code"),
                "telephone": gettext_noop("telephone"),
                "location": gettext_noop("location"),
                "line_of_business": gettext_noop("line of business"),
                "approver": gettext_noop("designated approver"),
                "backup": gettext_noop("backup approver"),
                "official": gettext_noop("official"),
                "contact": gettext_noop("contact"),
            }
        },
    ),
    "organizations.signed_form_uploaded": Sentence(
        gettext_noop("A form was uploaded, signed by hand in the official's name.")
    ),
    "organizations.form_signed": Sentence(gettext_noop("The official signed the form.")),
    "organizations.form_answer_needed": Sentence(gettext_noop("The form's contact was asked for more.")),
    "organizations.form_answered": Sentence(gettext_noop("The form's contact answered.")),
    "organizations.form_accepted": Sentence(gettext_noop("The form was accepted, and a submitter ID was issued.")),
    "organizations.form_rejected": Sentence(gettext_noop("The form was rejected.")),
    "organizations.form_withdrawn": Sentence(gettext_noop("The form was withdrawn.")),
    "organizations.form_lapsed": Sentence(gettext_noop("The form lapsed, because it was not signed in time.")),
}
