"""Models while migrations run: one that changes is made anew alone, and nobody who looks further finds an old one."""

import pytest
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from vestibule.storage.replaying import OneByOne


@pytest.fixture
def owned() -> OneByOne:
    """Return two models, a person and a dog that belongs to one, as they stand while a migration runs."""
    state = OneByOne()
    state.add_model(ModelState("yard", "Person", [("id", models.IntegerField(primary_key=True))]))
    person = models.ForeignKey("yard.Person", models.CASCADE)
    state.add_model(ModelState("yard", "Dog", [("id", models.IntegerField(primary_key=True)), ("person", person)]))
    assert state.apps.get_model("yard", "Dog")
    return state


def column_of_the_dogs_person(state: ProjectState) -> str | None:
    """Return the type of the column that names the dog's person."""
    kind: str | None = state.apps.get_model("yard", "Dog")._meta.get_field("person").db_type(connection)
    return kind


def test_a_step_leaves_other_models_as_they_are(owned):
    """They are most of the work, and their tables don't change."""
    person = owned.apps.get_model("yard", "Person")

    owned.add_field("yard", "dog", "name", models.TextField(), preserve_default=True)

    assert owned.apps.get_model("yard", "Person") is person
    assert [field.name for field in owned.apps.get_model("yard", "Dog")._meta.fields] == ["id", "person", "name"]


def test_a_column_takes_its_type_from_the_key_as_it_is_now(owned):
    """Else a changed key would leave the tables that point to it behind; and the state before stays as it was."""
    before = owned.clone()

    owned.alter_field("yard", "person", "id", models.CharField(max_length=9, primary_key=True), preserve_default=True)

    assert "char" in str(column_of_the_dogs_person(owned))
    assert "char" not in str(column_of_the_dogs_person(before))


@pytest.mark.parametrize("change", ["field", "model", "table"])
def test_what_others_point_at_by_name_is_made_anew_with_them(owned, change):
    """Names, of the key, of the model and of its table."""
    if change == "field":
        owned.rename_field("yard", "person", "id", "number")
    elif change == "model":
        owned.rename_model("yard", "Person", "Human")
    else:
        owned.alter_model_options("yard", "person", {"db_table": "people"}, ["db_table"])

    pointed_at = owned.apps.get_model("yard", "Dog")._meta.get_field("person").remote_field.model
    assert pointed_at is owned.apps.get_model("yard", "Human" if change == "model" else "Person")
    assert pointed_at._meta.db_table == ("people" if change == "table" else f"yard_{pointed_at._meta.model_name}")


def test_a_data_migration_gets_models_that_know_each_other(owned):
    """As Django hands it what stood before: it may follow any relation, from either side."""
    owned.add_field("yard", "person", "name", models.TextField(), preserve_default=True)
    given = owned.clone()
    given.clear_delayed_apps_cache()

    person, dog = given.apps.get_model("yard", "Person"), given.apps.get_model("yard", "Dog")
    assert dog._meta.get_field("person").remote_field.model is person
    assert [each.related_model for each in person._meta.related_objects] == [dog]
    assert person._meta.get_field("name")
