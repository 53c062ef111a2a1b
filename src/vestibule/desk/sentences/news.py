"""What happens to announcements, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop
from vestibule.news.policy.publishing import KINDS

NEWS = {
    "news.announcement_written": Sentence(gettext_noop("An announcement was drafted.")),
    "news.announcement_rewritten": Sentence(gettext_noop("The draft of an announcement was changed.")),
    "news.announcement_discarded": Sentence(gettext_noop("The draft of an announcement was discarded.")),
    "news.announcement_published": Sentence(
        gettext_noop("An announcement was published (%(kind)s), which concerned %(reach)s people."), {"kind": KINDS}
    ),
    "news.announcement_replaced": Sentence(gettext_noop("An announcement gave way to its correction.")),
    "news.announcement_withdrawn": Sentence(gettext_noop("An announcement was withdrawn.")),
    "news.announcement_mailed": Sentence(gettext_noop("An announcement was mailed to %(person)s.")),
    "news.mail_stopped": Sentence(gettext_noop("%(person)s gets no announcements by mail any more.")),
    "news.mail_wanted": Sentence(gettext_noop("%(person)s gets announcements by mail again.")),
    "news.enews_asked": Sentence(gettext_noop("Somebody asked to join eNews.")),
    "news.enews_joined": Sentence(gettext_noop("Somebody joined eNews, or changed what they get.")),
    "news.enews_left": Sentence(gettext_noop("Somebody left eNews, and their address was wiped.")),
    "news.enews_mailed": Sentence(gettext_noop("An issue of eNews was mailed to somebody who has joined it.")),
    "desk.announcement_handled": Sentence(
        gettext_noop("An announcement was %(deed)s at the help desk."),
        {
            "deed": {
                "write": gettext_noop("drafted"),
                "rewrite": gettext_noop("changed"),
                "discard": gettext_noop("discarded"),
                "publish": gettext_noop("published"),
                "withdraw": gettext_noop("withdrawn"),
            }
        },
    ),
}
