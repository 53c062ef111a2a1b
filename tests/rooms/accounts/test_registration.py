"""Making accounts: one person, one account, and nothing that tells a stranger who has one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.rooms.accounts.registering import ANN, HOME, a_draft, consequences, hashed, register, the_person
from vestibule.accounts import actions, queries, upkeep
from vestibule.accounts.history import was_used_before
from vestibule.accounts.jobs import lapse
from vestibule.accounts.models import PasswordRecord, Person, RegistrationDraft, SecurityAnswer, TermsAcceptance
from vestibule.accounts.passwords import MOST_BYTES, UNKNOWN_HASH, Busy, Gate, hash_secret, secret_matches
from vestibule.accounts.policy.registration import Personal
from vestibule.accounts.policy.terms import TERMS_VERSION
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, visitor
from vestibule.kernel.errands import ErrandOutOfPlace
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db

ONE_OF_EACH = {"Person": 1, "SecurityAnswer": 1, "TermsAcceptance": 1, "Entry": 2, "Mail": 1, "Job": 1}


def facts() -> list[str]:
    return sorted(Entry.objects.values_list("fact", flat=True))


def mailed() -> set[tuple[str, str | None]]:
    return {(mail.kind, mail.recipient) for mail in Mail.objects.all()}


def test_a_registration_leaves_a_person_a_record_and_a_mail(at):
    """Source: ACC-1, ACC-11, NEW-1 (APP 1-4)."""
    register(at)

    assert consequences() == ONE_OF_EACH
    assert facts() == ["accounts.person_registered", "accounts.terms_accepted"]
    assert mailed() == {("accounts/registered", "Ann.OBrien@clinic.com")}
    card = queries.person_card(the_person().pk)
    assert (card.full_name, card.state, card.user_id) == ("Ann Q. O'Brien", "unverified", "harbor.seal")
    accepted = TermsAcceptance.objects.get()
    assert (accepted.version, accepted.accepted_at, accepted.address) == (TERMS_VERSION, at, "192.0.2.7")


def test_what_is_personal_stands_sealed_in_the_database(at):
    """Source: ACC-1; personal data is encrypted, with blind indexes to find it."""
    register(at)
    row = str(Person.objects.values().get())
    for secret in ("Ann", "O'Brien", "clinic.com", "harbor.seal", "1980", "Harbor Street", "9045550123", "32202"):
        assert secret not in row


@pytest.mark.parametrize("user_id", ["harbor.seal", "HARBOR.Seal", "  harbor.seal "])
def test_a_user_id_is_found_without_regard_to_case_and_white_space(at, user_id):
    """Source: ACC-2, ACC-3."""
    register(at)
    found = queries.credential_of(user_id)
    assert found is not None
    assert secret_matches(found.password_hash, "Correct7Horse-Battery")


@pytest.mark.parametrize("taken", ["harbor.seal", "Harbor.SEAL"])
def test_a_user_id_that_is_taken_is_refused_and_leaves_no_trace(at, taken):
    """Source: ACC-2 (APP 4)."""
    register(at)
    draft_id = a_draft(at)
    with pytest.raises(Refused, match=r"user_id\.taken"):
        register(at, draft_id=draft_id, user_id=taken, email="bob@clinic.com", first_name="Bob")

    assert consequences() == ONE_OF_EACH
    assert RegistrationDraft.objects.get(pk=draft_id).submitted_at is None


def test_an_email_that_is_taken_makes_a_shadow_and_tells_its_owner(at):
    """Source: ACC-2, SIG-5: to whoever registers, all is as with any other address."""
    register(at)
    owner = the_person()
    actions.verify_email(owner.pk, by=visitor(), at=at)
    register(at, user_id="stranger.1", email="ann.obrien@CLINIC.com", first_name="Mallory", last_name="Stranger")

    shadow = the_person("stranger.1")
    assert (shadow.state, shadow.email_index) == ("unverified", None)
    assert queries.email_owner("Ann.OBrien@clinic.com") == owner.pk
    assert mailed() == {("accounts/registered", ANN.email), ("accounts/email_taken", "Ann.OBrien@clinic.com")}
    assert Mail.objects.count() == 2
    assert facts()[-1] == "accounts.terms_accepted"
    assert "accounts.taken_email_registered" in facts()
    assert queries.credential_of("stranger.1") is not None


def test_an_address_is_whose_who_proves_it_and_not_whose_who_typed_it_first(at):
    """Source: ACC-2, SIG-2. Nobody keeps somebody out by registering under their address."""
    register(at, user_id="stranger.1", first_name="Mallory")
    register(at)
    assert Mail.objects.filter(kind="accounts/registered").count() == 2

    actions.verify_email(the_person().pk, by=visitor(), at=at)

    assert (the_person().state, the_person("stranger.1").state) == ("active", "unverified")
    assert queries.email_owner(ANN.email) == the_person().pk
    with pytest.raises(Refused, match=r"email\.taken"):
        actions.verify_email(the_person("stranger.1").pk, by=visitor(), at=at)


def test_whom_the_operator_invited_keeps_the_address(at):
    """Source: ACC-2. The operator vouches for it."""
    invited = actions.invite_person(personal=ANN, user_id="ann.invited", by=OPERATOR, at=at)
    actions.enrol_person(invited.token, user_id="", hashes=actions.Hashes(hashed()), by=visitor(), at=at)
    register(at, user_id="stranger.1", first_name="Mallory")

    with pytest.raises(Refused, match=r"email\.taken"):
        actions.verify_email(the_person("stranger.1").pk, by=visitor(), at=at)

    assert queries.email_owner(ANN.email) == invited.person_id


def test_a_shadow_of_a_proven_address_never_comes_alive(at):
    """Source: ACC-2, SIG-2."""
    register(at)
    register(at, user_id="stranger.1", first_name="Mallory")
    actions.verify_email(the_person().pk, by=visitor(), at=at)
    with pytest.raises(Refused, match=r"email\.taken"):
        actions.verify_email(the_person("stranger.1").pk, by=visitor(), at=at)

    assert (the_person().state, the_person("stranger.1").state) == ("active", "unverified")
    with pytest.raises(Refused, match="move_not_open"):
        actions.verify_email(the_person().pk, by=visitor(), at=at)


def test_an_owner_is_told_of_attempts_once_a_day(at):
    """Source: ACC-2: nobody's mailbox can be flooded."""
    register(at)
    actions.verify_email(the_person().pk, by=visitor(), at=at)
    for number, later in enumerate((0, 1, 23, 24), start=1):
        register(at + timedelta(hours=later), user_id=f"stranger.{number}", first_name="Mallory")
    assert Mail.objects.filter(kind="accounts/email_taken").count() == 2
    assert facts().count("accounts.taken_email_registered") == 4


def test_a_suspected_duplicate_is_held_and_told_so(at):
    """Source: ACC-2: same legal name, date of birth and ZIP code."""
    register(at)
    register(at, user_id="second.try", email="other@clinic.com", first_name="ANN", last_name="OBrien")

    assert the_person("second.try").state == "held"
    assert mailed() == {("accounts/registered", ANN.email), ("accounts/registration_held", "other@clinic.com")}
    assert "looked at" in Mail.objects.get(kind="accounts/registration_held").subject
    held = Entry.objects.get(fact="accounts.registration_held")
    assert str(the_person().pk).encode() in bytes(held.canonical)


@pytest.mark.parametrize(
    ("asked_for", "why_not"),
    [
        ({"first_name": "<b>"}, r"registration\.character"),
        ({"birth_date": date(2030, 1, 1)}, r"birth_date\.future"),
        ({"terms_version": "1999-01"}, r"terms\.not_accepted"),
        ({"contact": replace(HOME, state="ZZ")}, r"address\.unknown_state"),
        ({"user_id": "no"}, r"user_id\.too_short"),
        ({"user_id": "somebody@else.com"}, r"user_id\.not_your_address"),
    ],
)
def test_a_refused_registration_leaves_no_trace_whoever_calls(at, asked_for, why_not):
    """Source: ACC-1, ACC-3, ACC-11; the action judges for itself."""
    draft_id = a_draft(at)
    with pytest.raises(Refused, match=why_not):
        register(at, draft_id=draft_id, **asked_for)
    assert set(consequences().values()) == {0}
    assert RegistrationDraft.objects.get(pk=draft_id).submitted_at is None


def test_each_mail_says_what_comes_next_in_text_and_in_html(at):
    """Source: NEW-1, ACC-2."""
    register(at)
    actions.verify_email(the_person().pk, by=visitor(), at=at)
    register(at, user_id="stranger.1", first_name="Mallory")
    register(at, user_id="second.try", email="other@clinic.com")
    words = {
        "accounts/registered": ("Your User ID is harbor.seal.", "Sign in within 7 days."),
        "accounts/email_taken": ("tried to register", "Forgot your User ID?"),
        "accounts/registration_held": ("The help desk is looking at it.", "one person has one account"),
    }
    for mail in Mail.objects.all():
        for said in (*words[mail.kind], "http://testserver/"):
            assert said in (mail.text or "")
            assert said in (mail.html or "")


def test_who_shares_only_a_name_is_nobodys_duplicate(at):
    """Source: ACC-2."""
    register(at)
    register(at, user_id="second.ann", email="other@clinic.com", birth_date=date(1981, 2, 28))
    assert the_person("second.ann").state == "unverified"


def test_a_draft_is_submitted_once(at):
    """Source: ACC-1: the same form sent twice registers once."""
    draft_id = a_draft(at)
    register(at, draft_id=draft_id)
    with pytest.raises(Refused, match=r"registration\.already_submitted"):
        register(at, draft_id=draft_id, user_id="other.one", email="other@clinic.com")
    assert consequences() == ONE_OF_EACH
    assert RegistrationDraft.objects.get(pk=draft_id).pages is None


def test_an_account_that_was_never_verified_lapses_and_frees_both(at):
    """Source: ACC-2 [7 days]."""
    register(at)
    lapse(at=at + timedelta(days=7) - timedelta(microseconds=1))
    assert the_person().state == "unverified"
    lapse(at=at + timedelta(days=7))
    lapse(at=at + timedelta(days=8))

    assert the_person().state == "lapsed"
    assert facts().count("accounts.account_lapsed") == 1
    assert queries.credential_of("harbor.seal") is None
    assert queries.email_owner(ANN.email) is None
    register(at + timedelta(days=9))
    assert Mail.objects.filter(kind="accounts/registered").count() == 2


def test_who_verified_who_was_invited_and_who_is_held_do_not_lapse(at):
    """Source: ACC-2."""
    register(at)
    actions.verify_email(the_person().pk, by=visitor(), at=at)
    register(at, user_id="second.try", email="other@clinic.com")
    invited = actions.invite_person(
        personal=Personal(first_name="Bo", last_name="Li", email="bo@x.org"), by=OPERATOR, at=at
    )
    actions.enrol_person(invited.token, user_id="bo.li.77", hashes=actions.Hashes(hashed()), by=visitor(), at=at)
    assert actions.lapse_unverified(by=SYSTEM, at=at + timedelta(days=400)) == 0


def test_an_invited_person_enrols_once_by_the_link(at):
    """Source: ACC-2, ACC-3."""
    who = Personal(first_name="Bo", last_name="Li", email="bo@x.org")
    invited = actions.invite_person(personal=who, contact=HOME, by=OPERATOR, at=at)
    assert queries.open_enrolment(invited.token, at=at).personal.first_name == "Bo"
    hashes = actions.Hashes(hashed(), "first-pet", hashed("rex"))
    actions.enrol_person(invited.token, user_id="bo.li.77", hashes=hashes, by=visitor(), at=at)

    assert (the_person("bo.li.77").state, SecurityAnswer.objects.get().question) == ("unverified", "first-pet")
    with pytest.raises(NotFound):
        actions.enrol_person(invited.token, user_id="bo.li.78", hashes=hashes, by=visitor(), at=at)
    with pytest.raises(NotFound):
        queries.open_enrolment(invited.token, at=at)


def test_an_enrolment_link_ends_with_its_time_and_with_a_newer_one(at):
    """Source: ACC-2."""
    who = Personal(first_name="Bo", last_name="Li", email="bo@x.org")
    first = actions.invite_person(personal=who, by=OPERATOR, at=at)
    second = actions.issue_enrolment_link(first.person_id, by=OPERATOR, at=at)
    with pytest.raises(NotFound):
        queries.open_enrolment(first.token, at=at)
    over = at + timedelta(days=7)
    assert queries.open_enrolment(second.token, at=over - timedelta(microseconds=1))
    with pytest.raises(NotFound):
        queries.open_enrolment(second.token, at=over)
    with pytest.raises(NotFound):
        actions.enrol_person(second.token, user_id="bo.li.77", hashes=actions.Hashes(hashed()), by=visitor(), at=over)


def test_a_taken_user_id_keeps_the_enrolment_link_open(at):
    """Source: ACC-2."""
    register(at)
    who = Personal(first_name="Bo", last_name="Li", email="bo@x.org")
    invited = actions.invite_person(personal=who, by=OPERATOR, at=at)
    before = consequences()
    with pytest.raises(Refused, match=r"user_id\.taken"):
        actions.enrol_person(invited.token, user_id="Harbor.Seal", hashes=actions.Hashes(hashed()), by=visitor(), at=at)
    assert consequences() == before
    assert queries.open_enrolment(invited.token, at=at)


def test_the_operator_cannot_invite_an_address_twice(at):
    """Source: ACC-2."""
    register(at)
    with pytest.raises(Refused, match=r"email\.taken"):
        actions.invite_person(personal=ANN, by=OPERATOR, at=at)
    assert consequences() == ONE_OF_EACH


def test_six_passwords_are_remembered_the_current_one_among_them(at):
    """Source: ACC-5 (APP 4)."""
    register(at)
    person_id = the_person().pk
    chosen = [f"Password-Number-{number}" for number in range(7)]
    for number, password in enumerate(chosen):
        old = queries.credential_by_person(person_id).password_hash
        later = at + timedelta(days=number)
        actions.set_password(
            person_id, hash_secret(password), instead_of=old, occasion="change", by=visitor(), at=later
        )

    assert [was_used_before(person_id, each) for each in chosen] == [False, True, True, True, True, True, True]
    assert PasswordRecord.objects.filter(person_id=person_id).count() == 5


@pytest.mark.parametrize(("occasion", "clock"), [("change", True), ("recovery", False), ("demanded", False)])
def test_only_a_change_by_the_owner_starts_the_clock(at, occasion, clock):
    """Source: ACC-7, the readings."""
    register(at)
    person_id = the_person().pk
    old = queries.credential_by_person(person_id).password_hash
    actions.set_password(person_id, hashed("Another-Good-1"), instead_of=old, occasion=occasion, by=visitor(), at=at)
    assert (queries.credential_by_person(person_id).password_changed_at is not None) is clock


def test_a_change_that_was_judged_against_an_older_password_is_refused(at):
    """Source: ACC-5: two changes at once can't slip past the history."""
    register(at)
    person_id = the_person().pk
    before = consequences()
    with pytest.raises(Refused, match="move_not_open"):
        actions.set_password(
            person_id, hashed("Another-Good-1"), instead_of=UNKNOWN_HASH, occasion="change", by=visitor(), at=at
        )
    assert consequences() == before


def test_passwords_count_to_their_last_character():
    """Source: ACC-4: nothing is cut off anywhere."""
    longest = "aB3" + "x" * 57
    assert secret_matches(hash_secret(longest), longest)
    assert not secret_matches(hash_secret(longest), longest[:-1] + "y")


def test_a_megabyte_is_never_hashed(monkeypatch):
    """Source: ACC-4: refused before hashing."""
    monkeypatch.setattr("vestibule.accounts.passwords._hasher", None)
    with pytest.raises(Refused, match=r"password\.too_large"):
        hash_secret("x" * 1_000_000)
    assert not secret_matches(UNKNOWN_HASH, "x" * 1_000_000)
    assert not secret_matches(UNKNOWN_HASH, "é" * MOST_BYTES)


def test_composed_and_decomposed_letters_are_one_password():
    """Source: the profile nist-800-63-4 (NFKC)."""
    assert secret_matches(hash_secret("Jose\u0301 likes long walks"), "Jos\u00e9 likes long walks")


def test_no_hash_runs_inside_an_action(at, monkeypatch):
    """Source: ACC-4; a hash is an errand."""
    monkeypatch.setattr(actions, "_known_alike", lambda _: hash_secret("x"))
    with pytest.raises(ErrandOutOfPlace):
        register(at)
    assert Person.objects.count() == 0


def test_who_comes_to_a_full_gate_is_turned_away_before_anything_is_done():
    """Source: SIG-5, SIG-6: a flood of hashes can't starve the others."""
    gate = Gate(at_once=1, waiting=0, patience=0.01)
    with gate.turn(), pytest.raises(Busy), gate.turn():
        pass
    with gate.passage():
        pass


def test_a_taken_user_id_is_told_twenty_times_an_hour_and_network(at):
    """Source: ACC-2 (rate-limited)."""
    told = [upkeep.may_tell_taken("192.0.2.7", at=at) for _ in range(21)]
    assert told == [True] * 20 + [False]
    assert queries.tries_are_up("192.0.2.7", at=at)
    assert not queries.tries_are_up("192.0.2.8", at=at)
    assert not queries.tries_are_up("192.0.2.7", at=at + timedelta(hours=1))
    assert upkeep.may_tell_taken("192.0.2.7", at=at + timedelta(hours=1))


def test_addresses_of_one_household_count_as_one_network():
    """Source: ACC-2."""
    assert upkeep.network_of("2001:db8:1:2::3") == upkeep.network_of("2001:db8:1:2:ffff::1")
    assert upkeep.network_of("2001:db8:1:2::3") != upkeep.network_of("2001:db8:1:3::3")
    assert upkeep.network_of("192.0.2.7") != upkeep.network_of("192.0.2.8")
