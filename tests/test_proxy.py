"""`deploy/nginx`: a real nginx with TLS before a real `bot run`, asked from another machine."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.paths import ROOT
from tests.conftest import need
from tests.outside import Outside, outside
from tests.running import Installation, free_port

NAME = "groeimakelaar.example"

CLIENT = """
import http.client, json, socket, ssl, sys
address, port, name, authority, requests = sys.argv[1], int(sys.argv[2]), *sys.argv[3:]
context = ssl.create_default_context(cafile=authority)

class Connection(http.client.HTTPSConnection):
    def connect(self):
        raw = socket.create_connection((address, port), 20)
        self.sock = context.wrap_socket(raw, server_hostname=name)

answers, key = [], {}
for method, path, headers, body in json.loads(requests):
    to = Connection(name)
    path = path.format(**key)
    if "key" in key:
        headers["Authorization"] = "Bearer " + key["key"]
    if body is not None:
        headers["Content-Type"] = "application/json"
    to.request(method, path, None if body is None else body.encode(), headers)
    answer = to.getresponse()
    text = ""
    if path.endswith("/events"):  # an endless stream: until the bot has said what it is
        while "computer" not in text:
            text += answer.readline().decode()
    else:
        text = answer.read().decode()
    if answer.status == 201 and path == "/api/conversations":
        key = json.loads(text)
    answers.append([answer.status, {k.lower(): v for k, v in answer.getheaders()}, text])
print(json.dumps(answers))
"""

OLD_TLS = """
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
context.set_ciphers("DEFAULT@SECLEVEL=0")
context.minimum_version = ssl.TLSVersion.TLSv1
context.maximum_version = ssl.TLSVersion[sys.argv[3]]
raw = socket.create_connection((sys.argv[1], int(sys.argv[2])), 20)
print(context.wrap_socket(raw).version())
"""


@dataclass(frozen=True)
class Proxy:
    """nginx, and somebody on another machine who asks it things."""

    visitor: Outside
    port: int
    plain_port: int
    authority: Path
    folder: Path

    def ask(self, *requests: tuple[str, str, dict[str, str], str | None]) -> list[list[Any]]:
        """Status, headers and text of each answer, in order."""
        to = (self.visitor.here, str(self.port), NAME, str(self.authority))
        done = self.visitor.python(CLIENT, *to, json.dumps(requests))
        assert done.returncode == 0, done.stderr
        answers: list[list[Any]] = json.loads(done.stdout)
        return answers


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "fullchain.pem", folder / "privkey.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return public, private


@pytest.fixture()
def proxy(installation: Installation, tmp_path: Path) -> Iterator[Proxy]:
    need(shutil.which("nginx") is not None, "nginx")
    public, private = certificate(tmp_path)
    port, plain_port = free_port(), free_port()
    served = (ROOT / "deploy" / "nginx" / "groeimakelaar.conf").read_text()
    with outside() as visitor:
        for stands, here in (
            ("127.0.0.1:8000", f"127.0.0.1:{installation.port}"),
            ("listen 80;", f"listen {visitor.here}:{plain_port};"),
            ("listen 443 ssl", f"listen {visitor.here}:{port} ssl"),
            ("/etc/ssl/groeimakelaar/fullchain.pem", str(public)),
            ("/etc/ssl/groeimakelaar/privkey.pem", str(private)),
        ):
            assert served.count(stands) == 1
            served = served.replace(stands, here)
        (tmp_path / "nginx.conf").write_text(
            f"user root; worker_processes 1; pid {tmp_path}/nginx.pid; daemon off;\n"
            f"error_log {tmp_path}/error.log; events {{}}\n"
            f"http {{ client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxied;\n"
            # Those of the package exist only where the whole package was installed.
            f"fastcgi_temp_path {tmp_path}/fastcgi; uwsgi_temp_path {tmp_path}/uwsgi;\n"
            f"scgi_temp_path {tmp_path}/scgi;\n"
            f"access_log {tmp_path}/access.log;\n{served}\n}}\n"
        )
        running = subprocess.Popen(
            ["nginx", "-p", str(tmp_path), "-e", f"{tmp_path}/error.log",
             "-c", str(tmp_path / "nginx.conf")],
        )  # fmt: skip
        try:
            deadline = time.monotonic() + 20
            while not visitor.reaches(visitor.here, port):
                assert running.poll() is None and time.monotonic() < deadline, (
                    tmp_path / "error.log"
                ).read_text()
                time.sleep(0.1)
            yield Proxy(visitor, port, plain_port, public, tmp_path)
        finally:
            running.terminate()
            running.wait(20)


def test_somebody_talks_through_it_and_the_answers_stream(proxy: Proxy) -> None:
    message = json.dumps({"client_message_id": "p1", "text": "hallo, wie ben jij?"})
    page, begun, sent, streamed = proxy.ask(
        ("GET", "/", {}, None),
        ("POST", "/api/conversations", {}, None),
        ("POST", "/api/conversations/{id}/messages", {}, message),
        ("GET", "/api/conversations/{id}/events", {}, None),
    )
    assert page[0] == 200 and begun[0] == 201 and sent[0] in (200, 201, 202)
    assert "max-age=" in page[1]["strict-transport-security"]
    assert "content-security-policy" in page[1]
    assert streamed[0] == 200 and streamed[1]["content-type"].startswith("text/event-stream")
    assert not (proxy.folder / "access.log").read_text(), (
        "paths hold links that open one's own data"
    )


def test_who_comes_without_tls_is_sent_on_and_old_tls_is_refused(proxy: Proxy) -> None:
    code = (
        "import http.client, sys; c = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]));"
        f"c.request('GET', '/x?y=1', headers={{'Host': '{NAME}'}}); a = c.getresponse();"
        "print(a.status, a.getheader('Location'))"
    )
    done = proxy.visitor.python(code, proxy.visitor.here, str(proxy.plain_port))
    assert done.stdout.split() == ["301", f"https://{NAME}/x?y=1"]
    here = (proxy.visitor.here, str(proxy.port))
    assert proxy.visitor.python(OLD_TLS, *here, "TLSv1_2").stdout.strip() == "TLSv1.2"
    refused = proxy.visitor.python(OLD_TLS, *here, "TLSv1_1")
    assert refused.returncode and "alert" in refused.stderr.lower()


def test_limits_hold_for_each_address_whatever_a_visitor_says_it_is(proxy: Proxy) -> None:
    tries = proxy.ask(
        *(("POST", f"/api/transfers/AAAA-{n:04}", {"X-Forwarded-For": f"198.51.100.{n}"}, None)
          for n in range(30))
    )  # fmt: skip
    assert tries[0][0] == 404 and tries[-1][0] == 429


def test_figures_and_large_bodies_stay_outside(proxy: Proxy) -> None:
    figures, large = proxy.ask(
        ("GET", "/metrics", {}, None), ("POST", "/api/conversations", {}, "x" * 70_000)
    )
    assert figures[0] == 404 and large[0] == 413


def test_only_the_proxy_is_reached(proxy: Proxy, installation: Installation) -> None:
    assert proxy.visitor.reaches(proxy.visitor.here, proxy.port)
    assert not proxy.visitor.reaches(proxy.visitor.here, installation.port)
