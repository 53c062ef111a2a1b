"""The calendar: what the worker does by itself, and how often."""

from datetime import timedelta

from vestibule.jobs.timetable import Entry

CALENDAR: tuple[Entry, ...] = (
    Entry("sqlite-checkpoint", "jobs.checkpoint", every=timedelta(seconds=10)),
    Entry("forget-workers", "jobs.forget_workers", every=timedelta(hours=1)),
    Entry("lapse-unverified", "accounts.lapse_unverified", every=timedelta(hours=1)),
    Entry("close-unused", "accounts.close_unused", every=timedelta(hours=1)),
    Entry("go-inactive", "access.go_inactive", every=timedelta(hours=1)),
    Entry("end-waiting", "access.end_waiting", every=timedelta(hours=1)),
    Entry("certify-roles", "recertification.certify", every=timedelta(hours=1)),
    Entry("watch-continuity", "access.watch_continuity", every=timedelta(hours=1)),
    Entry("review-agreements", "access.review_agreements", every=timedelta(hours=1)),
    Entry("end-roles-of-closed", "access.end_roles_of_closed", every=timedelta(hours=1)),
    Entry("lapse-forms", "organizations.lapse_forms", every=timedelta(hours=1)),
    Entry("sweep-registrations", "accounts.sweep", every=timedelta(hours=1)),
    Entry("send-news", "news.send", every=timedelta(minutes=1)),
    Entry("forget-enews-asks", "news.forget_asks", every=timedelta(hours=1)),
    Entry("settle-proofing", "proofing.settle_asking", every=timedelta(minutes=1)),
    Entry("look-for-sharing", "signin.look_for_sharing", every=timedelta(days=1)),
    Entry("sweep-sign-ins", "signin.sweep", every=timedelta(hours=1)),
    Entry("sweep-codes", "federation.sweep", every=timedelta(hours=1)),
    Entry("checkpoint-record", "journal.checkpoint", every=timedelta(minutes=1)),
    Entry("send-checkpoint", "journal.send_checkpoint", every=timedelta(days=1)),
    Entry("forget-addresses", "journal.forget_addresses", every=timedelta(hours=1)),
)

# What a worker does in a thread of its own, so that it never waits behind slow jobs.
STEADY: tuple[Entry, ...] = (Entry("seal-record", "journal.seal", every=timedelta(seconds=1)),)
