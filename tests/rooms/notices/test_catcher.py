"""The catcher, which the demo ships: the mails and messages it took can be read by people and scripts, and stay."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from vestibule.adapters import gateway_http, smtp
from vestibule.adapters.catcher.folder import Folder
from vestibule.adapters.catcher.server import catching
from vestibule.notices.ports import Letter, Message
from workshop.children import free_port

SLY = "<script>alert(1)</script>"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a folder that doesn't exist yet."""
    return Folder(tmp_path / "home" / "mails")


@pytest.fixture
def pages(folder: Folder, point_to) -> Iterator[str]:
    """Run the catcher, let Vestibule send there, and return the address of its pages."""
    port = free_port()
    with catching(folder, smtp_port=port, http_port=0) as pages:
        point_to(f"smtp://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{pages}"


def send(to: str = "ann@example.com", subject: str = "Your code", html: str = "<p>42</p>") -> None:
    """Send one mail by the real adapter."""
    smtp.carry(Letter("<1@here>", to, subject, "Café: 42\n", html, "en"))


def get(address: str, **headers: str) -> tuple[str, dict[str, str]]:
    """Fetch a page."""
    with urlopen(Request(address, headers=headers), timeout=10) as answer:
        return answer.read().decode(), dict(answer.headers)


def test_scripts_read_the_mails_to_one_address_newest_first(pages):
    """What ``walk`` and the browser tests live on. Source: NEW-1."""
    for subject in ("First", "Second"):
        send(subject=subject)
    send(to="bob@example.com")

    mails = json.loads(get(f"{pages}/mails.json?to=Ann@Example.com")[0])

    assert [mail["subject"] for mail in mails] == ["Second", "First"]
    assert set(mails[0]) == {"id", "to", "from", "subject", "text", "html", "received_at", "message_id"}
    assert (mails[0]["to"], mails[0]["text"], mails[0]["html"].strip()) == (
        "ann@example.com",
        "Café: 42\n",
        "<p>42</p>",
    )
    assert mails[0]["message_id"] == "<1@here>"
    assert len(json.loads(get(f"{pages}/mails.json")[0])) == 3


def test_a_mail_can_do_no_harm_where_it_is_read(pages):
    """Markup of a mail is shown as text, its HTML stands in a sandbox. Source: NEW-1."""
    send(subject=SLY, html=SLY)
    [mail] = json.loads(get(f"{pages}/mails.json")[0])

    for address in (f"{pages}/", f"{pages}/mail/{mail['id']}"):
        page, headers = get(address)
        assert SLY not in page
        assert "&lt;script&gt;" in page
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    html, headers = get(f"{pages}/mail/{mail['id']}/html")
    assert SLY in html
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_mails_outlive_the_catcher(folder, pages):
    """The demo's next run shows them still; only their owner may read them. Source: NEW-1."""
    send()

    [mail] = Folder(folder.place).mails("ann@example.com")
    [file] = folder.place.iterdir()
    assert mail.subject == "Your code"
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/mail/unknown", {}, 404),
        ("/mail/../../secret-keys", {}, 404),
        ("/elsewhere", {}, 404),
        ("/mails.json", {"Host": "evil.example.com"}, 421),
    ],
)
def test_there_is_nothing_else_to_see(path, headers, status, pages):
    """Neither files beside the mails, nor mails for a site that points its name at this machine."""
    with pytest.raises(HTTPError) as answer:
        get(f"{pages}{path}", **headers)

    assert answer.value.code == status
    answer.value.close()


def test_a_text_message_and_a_call_are_kept_once_and_shown(pages, folder, settings):
    """To Vestibule it is a gateway as any other. Source: SIG-3."""
    settings.SMS_URL = f"{pages}/messages"
    text = Message("reference-1", "sms", "+19045550123", "<b>123456</b>", "en")
    for message in (text, text, Message("reference-2", "voice", "+17875550123", "1, 2, 3", "es")):
        gateway_http.carry(message)

    caught = json.loads(get(f"{pages}/messages.json")[0])
    assert [(one["channel"], one["to"]) for one in caught] == [("voice", "+17875550123"), ("sms", "+19045550123")]
    assert len(json.loads(get(f"{pages}/messages.json?to=%2B17875550123")[0])) == 1
    page, headers = get(f"{pages}/messages")
    assert "&lt;b&gt;123456" in page
    assert "<b>" not in page
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    files = list(folder.place.with_name("messages").iterdir())
    assert len(files) == 2
    assert not any(file.stat().st_mode & 0o077 for file in files)


def test_what_is_no_message_is_not_taken(pages, folder):
    """Least of all what a page of another site could send. Source: SIG-3."""
    whole = {"to": "1", "channel": "sms", "text": "", "language": "en", "reference": "a"}
    for told, kind in (
        ({}, "application/json"),
        (["sms"], "application/json"),
        (whole | {"channel": "fax"}, "application/json"),
        (whole | {"reference": "../a"}, "application/json"),
        (whole | {"text": "a" * 20_001}, "application/json"),
        (whole, "text/plain"),
    ):
        asked = Request(f"{pages}/messages", json.dumps(told).encode(), {"Content-Type": kind})
        with pytest.raises(HTTPError) as answer:
            urlopen(asked, timeout=10)
        assert answer.value.code == 400
        answer.value.close()
    assert not folder.place.with_name("messages").exists()
