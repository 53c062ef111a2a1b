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
}
