"""Every notice of every room with invented values: whole, in every language, and seen by the help desk."""

from typing import Any

import pytest
from django.conf import settings
from django.template import Context

from vestibule.kernel.reasons import NotFound
from vestibule.notices import outbox
from vestibule.notices.samples import SAMPLES, notice_kinds, sample_notice


class Asked(Context):
    """A context that remembers what is asked of it."""

    names: set[str] = set()
    missing: set[str] = set()

    def __getitem__(self, key: Any) -> Any:
        """Note the name, and whether anything stands under it."""
        self.names.add(key)
        try:
            return super().__getitem__(key)
        except KeyError:
            self.missing.add(key)
            raise


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> type[Asked]:
    """Watch what the templates of notices ask for."""
    monkeypatch.setattr(outbox, "Context", Asked)
    Asked.names, Asked.missing = set(), set()
    return Asked


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_notice_is_written_with_invented_values_and_lacks_none(asked, language):
    """Source: NEW-1. What a template asks for has an invented value, and every such value is asked for."""
    for kind in notice_kinds():
        asked.missing = set()
        sample = sample_notice(kind, language)
        assert not asked.missing, kind
        assert sample.text.strip(), kind
        assert bool(sample.subject) == bool(sample.html), kind
        assert "{{" not in sample.text, kind
    assert set(SAMPLES) <= asked.names


@pytest.mark.parametrize("kind", ["nobody/nothing", "notices/..", "accounts", "accounts/../accounts/registered", ""])
def test_what_is_no_notice_is_not_found(kind):
    """Source: NEW-1. A name leads to a folder of notices and nowhere else."""
    with pytest.raises(NotFound):
        sample_notice(kind, "en")
