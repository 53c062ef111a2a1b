"""Every fact in plain words: a table for each room, and the whole of them by the fact's name.

A house test holds that each fact about a person, an organization or a case has a sentence, and that no sentence speaks
of what its fact doesn't hold.
"""

from vestibule.desk.sentences.access import ACCESS
from vestibule.desk.sentences.accounts import ACCOUNTS
from vestibule.desk.sentences.agreements import AGREEMENTS
from vestibule.desk.sentences.desk import DESK
from vestibule.desk.sentences.federation import FEDERATION
from vestibule.desk.sentences.journal import JOURNAL
from vestibule.desk.sentences.news import NEWS
from vestibule.desk.sentences.organizations import ORGANIZATIONS
from vestibule.desk.sentences.proofing import PROOFING
from vestibule.desk.sentences.recertification import RECERTIFICATION
from vestibule.desk.sentences.signin import SIGNIN
from vestibule.desk.sentences.sweeps import SWEEPS
from vestibule.desk.sentences.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    **ACCOUNTS,
    **SIGNIN,
    **PROOFING,
    **ORGANIZATIONS,
    **ACCESS,
    **AGREEMENTS,
    **RECERTIFICATION,
    **FEDERATION,
    **DESK,
    **SWEEPS,
    **JOURNAL,
    **NEWS,
}
