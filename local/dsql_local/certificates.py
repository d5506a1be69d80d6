"""The stand-in's own certificate authority, and a server certificate for each endpoint.

Clients verify in full (`sslmode=verify-full`, `sslrootcert=ca.pem`), as they do with the real service.
"""

import datetime as dt
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dsql_local.places import write_private

_CA_DAYS, _SERVER_DAYS, _RENEW_DAYS = 3650, 365, 30
_FALLBACK_NAME = "dsql.local.on.aws"  # shown to a client that sends no server name, which is refused later


@dataclass(frozen=True)
class Authority:
    """A certificate authority that lives in two files: `ca.pem` (public) and `ca.key` (mode 0600)."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    directory: Path

    @classmethod
    def open(cls, directory: Path) -> "Authority":
        """The authority of `directory`; made when there is none, or when it is about to expire."""
        certificate_file, key_file = directory / "ca.pem", directory / "ca.key"
        try:
            certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
            key = serialization.load_pem_private_key(key_file.read_bytes(), None)
            if isinstance(key, ec.EllipticCurvePrivateKey) and certificate.not_valid_after_utc > _days(
                _RENEW_DAYS
            ):
                return cls(certificate, key, directory)
        except (OSError, ValueError):
            pass
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _authority_certificate(key)
        write_private(key_file, _key_pem(key))
        write_private(certificate_file, certificate.public_bytes(serialization.Encoding.PEM))
        return cls(certificate, key, directory)

    @property
    def file(self) -> Path:
        """What a client takes as its root certificate (PGSSLROOTCERT)."""
        return self.directory / "ca.pem"

    def server_context(self, name: str) -> ssl.SSLContext:
        """A TLS context that proves to be `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _server_certificate(name, key, self)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["postgresql"])
        # Python loads a key from a file only; this one is gone as soon as it is loaded.
        file = self.directory / f".server-{os.getpid()}-{certificate.serial_number}.pem"
        try:
            write_private(file, _key_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
            context.load_cert_chain(file)
        finally:
            file.unlink(missing_ok=True)
        return context

    def listening_context(self, knows: Callable[[str], bool]) -> ssl.SSLContext:
        """The context to listen with: shows each client the certificate for the endpoint it asks for (SNI).

        A client that asks for a name that `knows` denies sees one for another name: it cannot verify it.
        The name is left on the TLS object as the attribute `sni`.
        """
        contexts: dict[str, ssl.SSLContext] = {}
        listening = self.server_context(_FALLBACK_NAME)

        def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            connection.sni = name  # type: ignore[attr-defined]  # how the listener learns the name
            if name is not None and knows(name):
                if name not in contexts:
                    contexts[name] = self.server_context(name)
                connection.context = contexts[name]

        listening.sni_callback = choose
        return listening


def _days(number: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=number)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _authority_certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        _builder("dsql-local authority", "dsql-local authority", key.public_key(), _CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _server_certificate(name: str, key: ec.EllipticCurvePrivateKey, authority: Authority) -> x509.Certificate:
    issuer_key = authority.key.public_key()
    return (
        # A common name is cut at 64 characters by the standard; clients look at the alternative name.
        _builder(name[:64], "dsql-local authority", key.public_key(), _SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
        .sign(authority.key, hashes.SHA256())
    )


def _builder(subject: str, issuer: str, key: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_days(-1))
        .not_valid_after(_days(days))
    )
