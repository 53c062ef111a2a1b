"""Loads organizations, people with roles, agreements and clients from a file; the same again changes nothing."""

import argparse
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from vestibule.access.actions.agreements import load_agreement
from vestibule.access.actions.catalog import first_catalog, place_application
from vestibule.access.actions.grants import load_grant
from vestibule.accounts.actions import Hashes, enrol_person, invite_person, issue_enrolment_link
from vestibule.accounts.common_passwords import is_common
from vestibule.accounts.lifecycle import INVITED
from vestibule.accounts.passwords import hash_secret
from vestibule.accounts.policy.passwords import Owner, password_faults
from vestibule.accounts.policy.registration import Contact, Personal
from vestibule.accounts.queries import credential_of
from vestibule.cli import declaration
from vestibule.cli.declaration import read_declaration
from vestibule.federation.actions import ClientTerms, load_client
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.reasons import Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.actions import load_organization
from vestibule.organizations.queries import organization_by_submitter_id

EXAMPLE = "vestibule load people.yaml"

SHOWS_PROGRESS_FROM = 100

Each = TypeVar("Each")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what to load, in YAML or JSON")


def run(options: argparse.Namespace) -> None:
    """Load a file entry by entry; the first that can't be stored ends the load, and a next one goes on from there."""
    declared = read_declaration(options.file)
    at = clock.now()
    first_catalog(by=OPERATOR, at=at)
    _each("organizations", declared.organizations, lambda one: one.submitter_id, lambda one: _organization(one, at))
    _each("people", declared.people, lambda one: one.user_id, lambda one: _person(one, at))
    _each("agreements", declared.agreements, lambda one: one.office, lambda one: _agreement(one, at))
    _each("clients", declared.clients, lambda one: one.client_id, lambda one: _client(one, at))


def _each(nouns: str, all_of_them: list[Each], name: Callable[[Each], str], load: Callable[[Each], None]) -> None:
    for count, one in enumerate(all_of_them, start=1):
        try:
            load(one)
        except Refused as refused:
            reasons = " ".join(str(reason) for reason in refused.reasons)
            raise SystemExit(f"{nouns}, {name(one)}: {reasons}") from None
        if count % SHOWS_PROGRESS_FROM == 0:
            print(f"{count} of {len(all_of_them)} {nouns}", flush=True)
    if all_of_them:
        print(f"{len(all_of_them)} {nouns} are as the file says.")


def _organization(one: declaration.Organization, at: datetime) -> None:
    load_organization(
        legal_name=one.legal_name,
        kind=one.kind,
        tin=one.tin,
        submitter_id=one.submitter_id,
        npi=one.npi,
        ptan=one.ptan,
        line_of_business=one.line_of_business,
        address=" ".join(filter(None, (one.address.line_1, one.address.line_2))),
        city=one.address.city,
        state=one.address.state,
        zip_code=one.address.zip_code,
        telephone=one.telephone,
        by=OPERATOR,
        at=at,
    )


def _person(one: declaration.Person, at: datetime) -> None:
    """Make a person known: ready to sign in where a password is declared, else with a link by which they enrol."""
    known = credential_of(one.user_id)
    person_id = known.person_id if known else None
    if known is None or known.state == INVITED:
        invitation = (
            issue_enrolment_link(person_id, by=OPERATOR, at=at)
            if person_id
            else invite_person(personal=_personal(one), contact=_contact(one), user_id=one.user_id, by=OPERATOR, at=at)
        )
        person_id = invitation.person_id
        if one.password:
            hashes = Hashes(password=_hashed(one))
            enrol_person(invitation.token, user_id=one.user_id, hashes=hashes, by=OPERATOR, at=at)
        else:
            print(f"{one.user_id} enrols at {enrolment_address(invitation.token)}")
    if person_id is not None:
        _roles(person_id, one.roles, at)


def enrolment_address(token: str) -> str:
    """Return the address at which an invited person enrols."""
    return settings.ORIGIN + reverse("enrol", args=[token])


def _personal(one: declaration.Person) -> Personal:
    return Personal(
        first_name=one.first_name,
        middle_name=one.middle_name,
        last_name=one.last_name,
        suffix=one.suffix,
        birth_date=one.birth_date,
        email=one.email,
    )


def _contact(one: declaration.Person) -> Contact:
    return Contact(
        address_line_1=one.address.line_1,
        address_line_2=one.address.line_2,
        city=one.address.city,
        state=one.address.state,
        zip_code=one.address.zip_code,
        telephone=one.telephone,
    )


def _hashed(one: declaration.Person) -> str:
    owner = Owner(one.user_id, one.first_name, one.last_name)
    require(password_faults(one.password, owner, rulebook().password, is_common=is_common))
    return hash_secret(one.password)


def _roles(person_id: UUID, roles: Iterable[declaration.HeldRole], at: datetime) -> None:
    for held in roles:
        load_grant(
            person_id=person_id,
            role_key=held.role,
            organization_id=_known(held.organization),
            certified_on=held.certified_on,
            by=OPERATOR,
            at=at,
        )


def _agreement(one: declaration.Agreement, at: datetime) -> None:
    load_agreement(_known(one.office), _known(one.provider), application_key=one.application, by=OPERATOR, at=at)


def _known(submitter_id: str) -> UUID:
    organization = organization_by_submitter_id(submitter_id)
    if organization is None:
        raise SystemExit(f"There is no organization with the submitter ID {submitter_id}.")
    return organization.id


def _client(one: declaration.Client, at: datetime) -> None:
    terms = ClientTerms(
        name=one.name,
        application_key=one.application,
        redirect_uris=tuple(one.redirect_uris),
        post_logout_redirect_uris=tuple(one.post_logout_redirect_uris),
        backchannel_logout_uri=one.backchannel_logout_uri,
    )
    if one.address:
        place_application(one.application, one.address, by=OPERATOR, at=at)
    load_client(one.client_id, terms, secret=one.secret, by=OPERATOR, at=at)
