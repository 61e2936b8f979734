"""A real time stamp authority on loopback: ``openssl ts`` behind a small web server, under a root made for the test."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""
NOW = datetime.now(UTC)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def make_root(key: ec.EllipticCurvePrivateKey, *, until: datetime = NOW + timedelta(days=900)) -> bytes:
    """Return a root certificate in PEM form."""
    builder = _builder("root", "root", key, until).add_extension(
        x509.BasicConstraints(True, None), critical=True
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=900))
        .not_valid_after(until)
    )


class Authority:
    """What a test needs to know: the address, the root, and a root that ran out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = make_root(root)
        self.expired_root = make_root(root, until=NOW - timedelta(days=1))
        self.other_root = make_root(ec.generate_private_key(ec.SECP256R1()))
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        certificate = _builder("tsa", "root", own, NOW + timedelta(days=90)).add_extension(
            usage, critical=True
        )
        folder.joinpath("tsa.pem").write_bytes(
            certificate.sign(root, hashes.SHA256()).public_bytes(Encoding.PEM)
        )
        folder.joinpath("tsa.key").write_bytes(
            own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        folder.joinpath("serial").write_text("01\n")
        folder.joinpath("tsa.conf").write_text(CONFIG.format(folder=folder))
        self.url = ""

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        subprocess.run(
            ["openssl", "ts", "-reply", "-config", "tsa.conf", "-queryfile", "query", "-out", "answer"],
            cwd=self.folder, capture_output=True, check=True,
        )  # fmt: skip
        return (self.folder / "answer").read_bytes()


@contextmanager
def serve(folder: Path) -> Iterator[Authority]:
    """Run the authority while the block runs."""
    authority = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            body = b"not a time stamp" if self.path == "/broken" else authority.answer(query)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        authority.url = f"http://127.0.0.1:{server.server_address[1]}/"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield authority
        server.shutdown()
        thread.join()
