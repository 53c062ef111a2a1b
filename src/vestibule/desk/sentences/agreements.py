"""What happens to agreements between business offices and providers, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

_SIDES = {"office": gettext_noop("the business office"), "provider": gettext_noop("the provider")}

AGREEMENTS = {
    "access.agreement_proposed": Sentence(
        gettext_noop(
            "An agreement that %(office)s serves %(organization)s in %(application)s was proposed by %(side)s."
        ),
        {"side": _SIDES},
    ),
    "access.agreement_accepted": Sentence(
        gettext_noop(
            "The agreement that %(office)s serves %(organization)s in %(application)s was accepted by %(side)s; it is "
            "to be reviewed by %(review_by)s."
        ),
        {"side": _SIDES},
    ),
    "access.agreement_declined": Sentence(
        gettext_noop(
            "The agreement that %(office)s serves %(organization)s in %(application)s was declined by %(side)s."
        ),
        {"side": _SIDES},
    ),
    "access.agreement_withdrawn": Sentence(
        gettext_noop(
            "The proposal that %(office)s serves %(organization)s in %(application)s was taken back by %(side)s."
        ),
        {"side": _SIDES},
    ),
    "access.agreement_reviewed": Sentence(
        gettext_noop(
            "The agreement that %(office)s serves %(organization)s in %(application)s was reviewed; it is to be "
            "reviewed again by %(review_by)s."
        )
    ),
    "access.agreement_ended": Sentence(
        gettext_noop(
            "The agreement that %(office)s serves %(organization)s in %(application)s was ended by %(side)s: %(why)s."
        ),
        {
            "side": _SIDES,
            "why": {
                "no_longer_served": gettext_noop("the office no longer serves the provider"),
                "another_office": gettext_noop("another office takes over"),
                "closing": gettext_noop("one of the two closes"),
                "not_trusted": gettext_noop("the trust is gone"),
                "other": gettext_noop("another reason"),
            },
        },
    ),
    "access.agreement_review_asked": Sentence(
        gettext_noop(
            "Both sides were told that the agreement that %(office)s serves %(organization)s in %(application)s is to "
            "be reviewed by %(review_by)s."
        )
    ),
    "access.agreement_lapsed": Sentence(
        gettext_noop("The %(was)s that %(office)s serves %(organization)s in %(application)s lapsed."),
        {
            "was": {
                "proposed": gettext_noop("proposal that nobody answered"),
                "in_force": gettext_noop("agreement that nobody reviewed"),
            }
        },
    ),
    "access.agreement_loaded": Sentence(
        gettext_noop(
            "The agreement that %(office)s serves %(organization)s in %(application)s was brought along; it is to be "
            "reviewed by %(review_by)s."
        )
    ),
}
