"""Rules that tick themselves while one types: the server's own, asked without hashing or looking anybody up."""

from django.http import JsonResponse
from django.utils.translation import ngettext

from vestibule.accounts.common_passwords import is_common
from vestibule.accounts.policy.checklist import password_lines, ticks, user_id_lines
from vestibule.accounts.policy.passwords import Owner, password_faults
from vestibule.accounts.policy.registration import Personal
from vestibule.accounts.policy.user_ids import user_id_faults
from vestibule.kernel.rulebook import rulebook
from vestibule.web.visit import Visit


def ticked(request: Visit, person: Personal, *, user_id: str = "") -> JsonResponse:
    """Answer which rules the typed User ID and password keep so far, and how many of them.

    Source: ACC-9, SIG-5. Reading: whether a User ID is taken is said at Submit only (ACC-2).
    """
    book = rulebook()
    chosen_id, password = user_id or request.POST.get("user_id", "").strip(), request.POST.get("password", "")
    owner = Owner(chosen_id, person.first_name, person.last_name)
    met = {
        "user_id": ticks(
            user_id_lines(book.user_id),
            chosen_id,
            user_id_faults(chosen_id, book.user_id, own_email=person.email or None),
        ),
        "password": ticks(
            password_lines(book.password),
            password,
            password_faults(password, owner, book.password, is_common=is_common),
        ),
    }
    return JsonResponse({"met": met, "words": {name: _words(lines) for name, lines in met.items()}})


def _words(lines: dict[str, bool]) -> str:
    kept, total = sum(lines.values()), len(lines)
    return ngettext("%(kept)s of %(total)s rule is kept", "%(kept)s of %(total)s rules are kept", total) % {
        "kept": kept,
        "total": total,
    }
