"""What happens to sweeps, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

SWEEPS = {
    "sweeps.sweep_stopped": Sentence(
        gettext_noop("The sweep %(sweep)s stopped: it would have touched %(due)s of %(looked_at)s.")
    ),
    "sweeps.sweep_let_go_on": Sentence(gettext_noop("The sweep %(sweep)s was let go on.")),
    "sweeps.sweep_stop_passed": Sentence(
        gettext_noop("The stop of the sweep %(sweep)s ended: it would no longer touch too many.")
    ),
}
