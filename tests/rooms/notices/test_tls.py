"""Mail servers with and without TLS: no password goes out in clear, no stranger's certificate is believed."""

import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.rooms.notices.mail import Moody, a_mail, deliver, mail_server
from vestibule.jobs.models import Job
from vestibule.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a file with a key and a certificate for this machine, which nobody has reason to believe."""
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    file = tmp_path / "certificate.pem"
    file.write_bytes(key.private_bytes(pem, *form) + made.public_bytes(pem))
    return file


def _speaks_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_tls_is_used_where_it_is_offered_and_a_password_inside_it(at, point_to, certificate, monkeypatch):
    """Source: NEW-1."""
    server, given = Moody("250 Taken"), []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # the operator believes this one
    a_mail(at=at)

    def check(server, session, envelope, mechanism, login) -> AuthResult:
        given.append((login.login, login.password, session.ssl is not None))
        return AuthResult(success=True)

    secured = {"tls_context": _speaks_tls(certificate), "require_starttls": True, "authenticator": check}
    with mail_server(server, point_to, who="idm:pass%2Fword@", **secured):
        deliver(at=at)

    assert given == [(b"idm", b"pass/word", True)]
    assert len(server.taken) == 1


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(at, point_to, certificate):
    """Source: NEW-1."""
    server = Moody("250 Taken")
    a_mail(at=at)

    with mail_server(server, point_to, tls_context=_speaks_tls(certificate)):
        deliver(at=at)

    assert server.taken == []
    assert Job.objects.get().last_error == "NotCarried:SSLCertVerificationError"


def test_a_password_is_never_sent_in_clear(at, point_to):
    """Source: NEW-1."""
    server = Moody("250 Taken")
    a_mail(at=at)

    with mail_server(server, point_to, who="idm:password@"):
        deliver(at=at)

    assert server.taken == []
    assert Job.objects.get().last_error == "NotCarried:no_tls_for_password"
