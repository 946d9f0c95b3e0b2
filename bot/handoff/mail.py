"""The brief by mail to the broker: one more place to deliver to, beside the CRMs.

SMTP knows no looking up. Each version has its own ``Message-ID``, the same at each attempt, by
which mail servers and programs know a second copy; versions of one growth question are a thread.
"""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime, timezone
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Callable
from urllib.parse import unquote, urlsplit

from bot.handoff.crm.base import (
    Crm,
    CrmSettingsError,
    Delivered,
    Handoff,
    NotAllowed,
    Rejected,
    Unavailable,
)
from bot.knowledge import Knowledge

TIMEOUT_S = 15.0


class Mail(Crm):
    """Sends the brief.

    Args:
        url: ``smtp://name:password@host:port`` (with STARTTLS where the server has it; demanded
            when there is a password) or ``smtps://...``.
        sender: address that mail comes from; the name's domain is that of the message ids too.
        fallback: address for a broker that has none.
    """

    name = "mail"
    title = "de mail"

    def __init__(self, url: str, sender: str, fallback: str, k: Knowledge) -> None:
        super().__init__({})
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise CrmSettingsError("BOT_SMTP_URL moet beginnen met smtp:// of smtps://")
        if "@" not in sender:
            raise CrmSettingsError("mail: zet BOT_MAIL_FROM")
        self._parts, self._sender, self._fallback, self._k = parts, sender, fallback, k

    def deliver(self, handoff: Handoff, reference: str | None) -> Delivered:
        """Mail this version."""
        key = "brief.mail.subject_urgent" if handoff.urgent else "brief.mail.subject"
        subject = self._say(key, reference=handoff.key, need=handoff.need)
        self._mail(handoff, str(handoff.version), subject, handoff.brief)
        return Delivered(handoff.key)

    def withdraw(self, handoff: Handoff, reference: str | None) -> None:
        """Mail that it is taken back."""
        self._mail(
            handoff,
            "withdrawn",
            self._say("brief.mail.withdrawn_subject", reference=handoff.key),
            self._say("brief.mail.withdrawn", reference=handoff.key),
        )

    def check(self) -> None:
        """Log in, and send nothing."""
        self._with_server(lambda server: None)

    def _mail(self, handoff: Handoff, part: str, subject: str, text: str) -> None:
        broker = self._k.brokers_by_id.get(handoff.broker_id or "")
        to = (broker.email if broker else None) or self._fallback
        if not to:
            raise NotAllowed("geen mailadres: zet BOT_MAIL_TO, of email in brokers.yml")
        domain = self._sender.rpartition("@")[2].strip("> ")
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message["Date"] = format_datetime(datetime.now(timezone.utc))
        message["Message-ID"] = f"<{handoff.key}.{part}@{domain}>"
        message["References"] = f"<{handoff.key}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        self._with_server(lambda server: server.send_message(message))

    def _with_server(self, work: Callable[[smtplib.SMTP], object]) -> None:
        parts = self._parts
        try:
            with self._connect() as server:
                if parts.scheme == "smtp":
                    server.ehlo()
                    if server.has_extn("starttls"):
                        server.starttls(context=ssl.create_default_context())
                    elif parts.password:
                        raise NotAllowed(
                            "de mailserver kent geen STARTTLS: geen wachtwoord gestuurd"
                        )
                if parts.username and parts.password:
                    server.login(unquote(parts.username), unquote(parts.password))
                work(server)
        except smtplib.SMTPAuthenticationError as error:
            raise NotAllowed(f"antwoordde {error.smtp_code}") from None
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _by_code(codes[0]) from None
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"was niet te bereiken ({type(error).__name__})") from None

    def _connect(self) -> smtplib.SMTP:
        host, port = str(self._parts.hostname), self._parts.port
        if self._parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(host, port or 587, timeout=TIMEOUT_S)

    def _say(self, key: str, **values: str) -> str:
        return self._k.texts.get(key)[0].format(**values)


def _by_code(code: int) -> Rejected | Unavailable:
    """4xx passes, 5xx stays (RFC 5321, section 4.2.1)."""
    text = f"antwoordde {code}"
    return Rejected(text) if code >= 500 else Unavailable(text)
