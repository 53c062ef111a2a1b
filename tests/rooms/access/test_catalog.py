"""The catalogue: as it is shipped, put in force, and contradicted."""

from dataclasses import replace

import pytest

from tests.people import AT
from vestibule.access.actions import apply_catalog, place_application
from vestibule.access.actions.catalog import catalog_plan
from vestibule.access.catalog import SHIPPED, CatalogUnreadable, read_catalog
from vestibule.access.policy.catalog import Catalog, catalog_faults
from vestibule.access.queries import applications, role_card
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.reasons import NotFound, Refused


def _facts() -> list[str]:
    return sorted(Entry.objects.values_list("fact", flat=True))


def _changed(**of_end_user: object) -> Catalog:
    """Return the shipped catalogue with its end-user role changed."""
    (spot,) = read_catalog().applications
    roles = tuple(
        replace(role, **of_end_user) if role.key == "spot-end-user" else role  # type: ignore[arg-type]
        for role in spot.roles
    )
    return Catalog((replace(spot, roles=roles),))


@pytest.mark.django_db
def test_spot_is_shipped_with_its_four_roles():
    """Source: ROL-2, ROL-3 (APP 10, EU 9)."""
    apply_catalog(by=OPERATOR, at=AT)
    (spot,) = applications()
    assert spot.name == "SPOT-First Coast Service Options internet portal (FCSO)"
    assert [role.name for role in spot.roles] == [
        "FCSO – Provider Office Approver",
        "FCSO – Business Office Approver",
        "FCSO – Backup Approver",
        "FCSO – SPOT End User",
    ]
    assert [role.key for role in spot.roles if role.requestable] == ["spot-end-user"]
    assert role_card("spot-provider-office-approver").organization_kinds == ("provider_office",)
    assert role_card("spot-business-office-approver").organization_kinds == ("third_party_biller",)


@pytest.mark.django_db
def test_applying_twice_is_applying_once():
    """Source: ROL-2."""
    assert len(apply_catalog(by=OPERATOR, at=AT).added) == 5
    assert apply_catalog(by=OPERATOR, at=AT).empty
    assert _facts() == ["access.catalog_applied"]


@pytest.mark.django_db
def test_the_plan_says_what_will_change_and_changes_nothing():
    """Source: ROL-2."""
    apply_catalog(by=OPERATOR, at=AT)
    changed = _changed(description="Another.")
    plan = catalog_plan(changed)
    assert (plan.added, plan.changed, plan.withdrawn) == ((), ("spot-end-user",), ())
    assert role_card("spot-end-user").description != "Another."
    assert apply_catalog(changed, by=OPERATOR, at=AT) == plan
    assert role_card("spot-end-user").description == "Another."


@pytest.mark.django_db
def test_a_role_that_is_no_longer_declared_is_no_longer_offered():
    """Source: ROL-2."""
    apply_catalog(by=OPERATOR, at=AT)
    (spot,) = read_catalog().applications
    assert apply_catalog(Catalog((replace(spot, roles=spot.roles[:3]),)), by=OPERATOR, at=AT).withdrawn == (
        "spot-end-user",
    )
    assert not role_card("spot-end-user").requestable


@pytest.mark.parametrize(
    ("catalog", "why_not"),
    [
        (_changed(needs_organization=False), "catalog.nobody_decides"),
        (_changed(organization_kinds=()), "catalog.no_organization_kinds"),
        (_changed(approved_by="desk"), "catalog.not_offered_yet"),
        (_changed(key="spot-backup-approver"), "catalog.key_twice"),
        (_changed(kind="backup", requestable=False), "catalog.decides_on_itself"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused(catalog, why_not):
    """Source: ROL-2, ROL-7."""
    assert why_not in [fault.code for fault in catalog_faults(catalog)]


@pytest.mark.django_db
def test_a_contradictory_catalogue_leaves_no_trace():
    """Source: ROL-2."""
    with pytest.raises(Refused):
        apply_catalog(_changed(organization_kinds=()), by=OPERATOR, at=AT)
    assert (applications(), _facts()) == ([], [])


@pytest.mark.django_db
def test_an_application_is_placed_where_the_operator_runs_it_and_stays_there():
    """Source: ROL-2 (APP 17)."""
    apply_catalog(by=OPERATOR, at=AT)
    for _ in range(2):
        place_application("spot", "http://localhost:8001/", by=OPERATOR, at=AT)
    apply_catalog(_changed(description="Another."), by=OPERATOR, at=AT)
    assert applications()[0].address == "http://localhost:8001/"
    assert _facts() == ["access.application_placed", "access.catalog_applied", "access.catalog_applied"]
    with pytest.raises(NotFound):
        place_application("other", "http://localhost:8001/", by=OPERATOR, at=AT)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("applications: [", "is not YAML"),
        ("- 1", "the whole"),
        (SHIPPED.read_text().replace("kind: end_user", "kind: king"), "kind"),
        (SHIPPED.read_text().replace("key: spot-end-user", "key: Spot End"), "key"),
        (SHIPPED.read_text().replace("https://thespot", "javascript://thespot"), "address"),
    ],
)
def test_a_file_that_is_no_catalogue_is_named_in_one_sentence(tmp_path, text, sentence):
    """Source: ROL-2."""
    file = tmp_path / "catalog.yaml"
    file.write_text(text)
    with pytest.raises(CatalogUnreadable, match=sentence):
        read_catalog(file)
    with pytest.raises(CatalogUnreadable, match="can't be read"):
        read_catalog(tmp_path / "none.yaml")
