"""What happens to requests and roles, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

ACCESS = {
    "access.request_submitted": Sentence(gettext_noop("%(person)s asked for the role %(role)s at %(organization)s.")),
    "access.request_cancelled": Sentence(
        gettext_noop("A %(was)s of %(person)s for a role at %(organization)s was taken back."),
        {
            "was": {
                "draft": gettext_noop("draft"),
                "submitted": gettext_noop("request"),
                "corrected": gettext_noop("request"),
            }
        },
    ),
    "access.request_approved": Sentence(
        gettext_noop("The request of %(person)s for the role %(role)s at %(organization)s was approved.")
    ),
    "access.request_denied": Sentence(
        gettext_noop("The request of %(person)s for the role %(role)s at %(organization)s was denied.")
    ),
    "access.request_corrected": Sentence(
        gettext_noop(
            "The request of %(person)s for the role %(role)s at %(organization)s was corrected: the role "
            "%(proposed_role)s at %(proposed_organization)s was proposed instead."
        )
    ),
    "access.correction_confirmed": Sentence(
        gettext_noop(
            "%(person)s confirmed the correction, and asks for the role %(role)s at %(organization)s instead of "
            "%(was_role)s at %(was_organization)s."
        )
    ),
    "access.correction_withdrawn": Sentence(
        gettext_noop(
            "The correction of the request of %(person)s for the role %(role)s at %(organization)s was taken back."
        )
    ),
    "access.request_reminded": Sentence(
        gettext_noop(
            "Whoever has the next step was reminded of the request of %(person)s for the role %(role)s at "
            "%(organization)s, after %(days)s days."
        )
    ),
    "access.request_escalated": Sentence(
        gettext_noop(
            "The request of %(person)s for the role %(role)s at %(organization)s waited for too long: it is before the "
            "help desk, too."
        )
    ),
    "access.request_expired": Sentence(
        gettext_noop("The request of %(person)s for the role %(role)s at %(organization)s expired undecided.")
    ),
    "access.role_granted": Sentence(
        gettext_noop("%(person)s was given the role %(role)s at %(organization)s, without a request.")
    ),
    "access.guesses_used_up": Sentence(
        gettext_noop("%(person)s failed to match an accepted form as often as is allowed within the hour.")
    ),
    "access.grant_ended": Sentence(
        gettext_noop("The role %(role)s of %(person)s at %(organization)s ended: %(why)s."),
        {
            "why": {
                "included": gettext_noop("a higher role includes it"),
                "left": gettext_noop("the person left"),
                "removed": gettext_noop("it was removed"),
                "given_up": gettext_noop("the person gave it up"),
                "account_closed": gettext_noop("the account was closed"),
                "not_kept": gettext_noop("it was not kept at its certification"),
            }
        },
    ),
    "access.sign_in_reminded": Sentence(
        gettext_noop("%(person)s was reminded to sign in to %(application)s, %(days)s days after the last time.")
    ),
    "access.access_went_inactive": Sentence(
        gettext_noop("The access of %(person)s to %(application)s became inactive: no sign-in to it came in time.")
    ),
    "access.continuity_warned": Sentence(
        gettext_noop(
            "%(organization)s was warned that it loses its last active approver in %(application)s, %(person)s: "
            "%(cause)s."
        ),
        {
            "cause": {
                "inactive": gettext_noop("no sign-in in time"),
                "overdue": gettext_noop("not certified in time"),
                "disabled": gettext_noop("the account is not in use"),
                "left": gettext_noop("the role has ended"),
            }
        },
    ),
    "access.access_woken": Sentence(
        gettext_noop(
            "A new password woke the access of %(person)s to %(application)s, inactive since %(inactive_since)s."
        )
    ),
    "access.role_certified": Sentence(
        gettext_noop(
            "The role %(role)s of %(person)s at %(organization)s was certified; it is due again by %(certify_by)s."
        )
    ),
    "access.role_suspended": Sentence(
        gettext_noop(
            "The role %(role)s of %(person)s at %(organization)s was suspended: it was not certified in time. "
            "A certification restores it until %(restored_until)s."
        )
    ),
    "access.role_revoked": Sentence(
        gettext_noop("The role %(role)s of %(person)s at %(organization)s was revoked: it was not certified.")
    ),
    "access.decider_replaced": Sentence(
        gettext_noop("An accepted update form names another in the place of %(person)s, %(role)s at %(organization)s.")
    ),
    "access.role_given_up": Sentence(gettext_noop("%(person)s gave up the role %(role)s at %(organization)s.")),
    "access.role_removed": Sentence(
        gettext_noop("The role %(role)s of %(person)s at %(organization)s was removed by its approver or a backup.")
    ),
    "access.members_exported": Sentence(
        gettext_noop("The list of the members of %(organization)s was downloaded; it had %(count)s roles.")
    ),
    "access.record_taken": Sentence(
        gettext_noop("The part of the record that is about %(organization)s was taken away: %(count)s entries.")
    ),
    "access.person_invited": Sentence(
        gettext_noop("Somebody was invited to %(organization)s, to ask for the role %(role)s.")
    ),
    "access.invitation_withdrawn": Sentence(gettext_noop("An invitation to %(organization)s was withdrawn.")),
    "access.invitation_used": Sentence(
        gettext_noop("%(person)s followed an invitation to %(organization)s, and began a role request.")
    ),
}
