"""The brief by mail, sent to a real SMTP server on this machine."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.handoff import brief as briefs
from bot.handoff.crm import CrmSettingsError, NotAllowed, Rejected, Unavailable
from bot.handoff.mail import Mail
from bot.knowledge import Knowledge
from tests.handoff.records import care_record, make_record
from tests.running import free_port

LINK = "https://groei.example"


class Box:
    """What came in, and the code that the next message is answered with."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse: str | None = None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("weg@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        content = envelope.content
        assert isinstance(content, bytes)
        made = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        self.messages.append(made)
        return "250 OK"


@pytest.fixture()
def server() -> Iterator[tuple[Box, int]]:
    box = Box()

    def allow(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=data.password == b"geheim")

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=allow,
        auth_require_tls=False,
    )
    controller.start()
    yield box, controller.port
    controller.stop()


def mail(k: Knowledge, port: int, who: str = "", to: str = "makelaars@groei.example") -> Mail:
    return Mail(f"smtp://{who}127.0.0.1:{port}", "assistent@groei.example", to, k)


def test_the_broker_gets_the_brief(server: tuple[Box, int], knowledge: Knowledge) -> None:
    box, port = server
    handoff = briefs.handoff(make_record(), knowledge, LINK)
    mail(knowledge, port).deliver(handoff, None)
    [message] = box.messages
    assert message["To"] == "makelaars@groei.example"
    assert message["Subject"] == f"Groeivraag GV-2026-000001: {handoff.need}"
    assert message["Message-ID"] == "<GV-2026-000001.1@groei.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert text.replace("\r\n", "\n").strip() == handoff.brief.strip()
    assert "0612345678" in text and "/console/groeivragen/GV-2026-000001" in text


def test_a_version_has_an_id_of_its_own_and_a_retry_has_the_same(
    server: tuple[Box, int], knowledge: Knowledge
) -> None:
    box, port = server
    handoff = briefs.handoff(make_record(), knowledge)
    one = mail(knowledge, port)
    for version in (1, 1, 2):
        one.deliver(replace(handoff, version=version), None)
    one.withdraw(handoff, None)
    ids = [m["Message-ID"].split(".")[1].split("@")[0] for m in box.messages]
    assert ids == ["1", "1", "2", "withdrawn"]
    assert len({m["References"] for m in box.messages}) == 1, "one thread"
    assert "ingetrokken" in box.messages[-1]["Subject"]
    assert "alles loopt via mij" not in box.messages[-1].get_content()


def test_urgent_is_seen_at_once(server: tuple[Box, int], knowledge: Knowledge) -> None:
    box, port = server
    mail(knowledge, port).deliver(briefs.handoff(care_record(), knowledge), None)
    assert box.messages[0]["Subject"].startswith("[nu bellen]")


def test_the_broker_has_their_own_address(server: tuple[Box, int], knowledge: Knowledge) -> None:
    box, port = server
    k = replace(
        knowledge,
        brokers=tuple(
            replace(b, email="noord@groei.example") if b.id == "makelaar-noord" else b
            for b in knowledge.brokers
        ),
    )
    mail(k, port).deliver(briefs.handoff(make_record(), k), None)
    assert box.messages[0]["To"] == "noord@groei.example"


def test_what_goes_wrong_is_told_apart(server: tuple[Box, int], knowledge: Knowledge) -> None:
    box, port = server
    handoff = briefs.handoff(make_record(), knowledge)
    box.refuse = "451 try again later"
    with pytest.raises(Unavailable, match="451"):
        mail(knowledge, port).deliver(handoff, None)
    box.refuse = "554 no"
    with pytest.raises(Rejected, match="554"):
        mail(knowledge, port).deliver(handoff, None)
    with pytest.raises(Rejected, match="550"):
        mail(knowledge, port, to="weg@groei.example").deliver(handoff, None)
    with pytest.raises(Unavailable, match="niet te bereiken"):
        mail(knowledge, free_port()).deliver(handoff, None)
    with pytest.raises(NotAllowed, match="BOT_MAIL_TO"):
        mail(knowledge, port, to="").deliver(handoff, None)
    # This server has no STARTTLS: a password would go over the line for all to read.
    with pytest.raises(NotAllowed, match="STARTTLS"):
        mail(knowledge, port, who="sam:geheim@").deliver(handoff, None)
    assert box.messages == []


@pytest.mark.parametrize(
    ("url", "sender", "says"),
    [
        ("mail.example:25", "a@b.nl", "BOT_SMTP_URL"),
        ("smtp://mail.example", "", "BOT_MAIL_FROM"),
    ],
)
def test_settings_that_cannot_be_used(
    knowledge: Knowledge, url: str, sender: str, says: str
) -> None:
    with pytest.raises(CrmSettingsError, match=says):
        Mail(url, sender, "", knowledge)
