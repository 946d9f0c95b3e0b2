"""Settings: environment variables that start with ``BOT_`` and the file ``.env``.

Read once, at the start of a process, by :func:`load`. No secret has a default.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Mapping

from dotenv import dotenv_values

from bot.paths import ROOT, VAR

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?")
"""An origin as browsers send it."""


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message says which and why."""


def _setting(default: Any, help: str, secret: bool = False) -> Any:
    return field(default=default, metadata={"help": help, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """All settings of one installation. Field ``port`` is the variable ``BOT_PORT``."""

    database_url: str = _setting("", "database; SQLite in var/ where empty")
    host: str = _setting("127.0.0.1", "address the web application listens on")
    port: int = _setting(8000, "port of the web application")
    engine_port: int = _setting(5005, "first port of the engine, on loopback only")
    engine_processes: int = _setting(1, "engine processes; each next one listens one port higher")
    engine_token: str = _setting("", "token of the engine's HTTP interface", secret=True)
    model: str = _setting("", "model file to serve as it is; trained here where empty")
    spacy_model: str = _setting("", "spaCy pipeline; the best one installed where empty")
    public_url: str = _setting("", "own address as visitors see it")
    widget_origins: str = _setting(
        "", "sites on which the chat may stand, https://www.example.nl, separated by commas"
    )
    secret_key: str = _setting("", "key that signs sessions", secret=True)
    data_keys: str = _setting(
        "", "keys of contact details, separated by commas; the first one is used", secret=True
    )
    lookup_key: str = _setting("", "key of addresses on WhatsApp and Telegram", secret=True)
    takeover_quiet_minutes: float = _setting(
        10.0, "minutes an entrepreneur waits for a person before the bot goes on"
    )
    oidc_issuer: str = _setting(
        "", "address of the OpenID Connect provider that brokers log in with"
    )
    oidc_client_id: str = _setting("", "our id at that provider")
    oidc_client_secret: str = _setting("", "our secret at that provider", secret=True)
    oidc_name: str = _setting("je werkaccount", "what brokers call that provider")
    crm: str = _setting("", "CRM plugin(s), separated by commas")
    smtp_url: str = _setting(
        "", "mail server, smtp://name:password@host:587 or smtps://...", secret=True
    )
    mail_from: str = _setting("", "sender of mail to brokers")
    mail_to: str = _setting("", "mail address for briefs of a broker without one of their own")
    telegram_token: str = _setting("", "Telegram bot token", secret=True)
    telegram_secret: str = _setting("", "Telegram webhook secret", secret=True)
    whatsapp_access_token: str = _setting("", "WhatsApp Cloud API token", secret=True)
    whatsapp_phone_number_id: str = _setting("", "WhatsApp phone number id")
    whatsapp_app_secret: str = _setting("", "WhatsApp app secret", secret=True)
    whatsapp_verify_token: str = _setting("", "WhatsApp verify token", secret=True)
    telegram_name: str = _setting("", "Telegram bot's user name, for links to it")
    telegram_polling: int = _setting(
        0, "1: ask Telegram for messages instead of a webhook (a machine it cannot reach)"
    )
    telegram_api: str = _setting("https://api.telegram.org", "address of Telegram's Bot API")
    whatsapp_number: str = _setting("", "WhatsApp number in international form, for links to it")
    whatsapp_template: str = _setting(
        "", "approved template that says that a message waits, for after 24 hours"
    )
    whatsapp_template_language: str = _setting("nl", "language of that template")
    whatsapp_api: str = _setting("https://graph.facebook.com", "address of WhatsApp's Cloud API")
    twilio_account_sid: str = _setting("", "Twilio account, to reach WhatsApp through Twilio")
    twilio_auth_token: str = _setting("", "Twilio auth token", secret=True)
    twilio_from: str = _setting("", "Twilio WhatsApp sender, such as whatsapp:+31851234567")
    twilio_template: str = _setting("", "Twilio content SID of the template for after 24 hours")
    twilio_api: str = _setting("https://api.twilio.com", "address of Twilio's API")
    metrics_token: str = _setting(
        "", "token for /metrics from another machine; from this one it needs none", secret=True
    )
    learned: str = _setting("", "counts of confirmed intakes (bot learn) that move the likelihoods")
    log_level: str = _setting("WARNING", "how much is logged: DEBUG, INFO, WARNING, ERROR")
    log_dir: str = _setting("", "folder for log files; var/log where empty")
    engine_answer_timeout_s: float = _setting(20.0, "seconds the router waits for one answer")
    outage_notice_after_s: float = _setting(
        3.0, "seconds a message waits before the entrepreneur is told that the answer comes later"
    )
    max_message_characters: int = _setting(12000, "longest message that is accepted")
    keep_chat_days: int = _setting(90, "days that a talk is kept after its last message")
    keep_question_days: int = _setting(
        730, "days that a growth question is kept after its last change"
    )
    keep_log_days: int = _setting(14, "days that log files are kept")
    keep_proof_days: int = _setting(365, "days that receipts of erasure are kept")
    erased_list: str = _setting(
        "", "list of erasures, for after a backup is put back; var/erased.jsonl where empty"
    )
    keep_backup_days: int = _setting(30, "days that your backups are kept; named in receipts")

    @property
    def database(self) -> str:
        """The SQLAlchemy address in use."""
        return self.database_url or f"sqlite:///{VAR / 'groeimakelaar.sqlite'}"

    def origins(self) -> frozenset[str]:
        """Origins of other sites on which the widget may stand.

        Raises:
            SettingsError: one is no origin, such as ``https://www.example.nl``.
        """
        given = [origin.strip() for origin in self.widget_origins.split(",")]
        for origin in filter(None, given):
            if not ORIGIN.fullmatch(origin):
                raise SettingsError(
                    f"BOT_WIDGET_ORIGINS: {origin!r} is geen adres van een site; "
                    "schrijf https://www.voorbeeld.nl, zonder iets erachter."
                )
        return frozenset(filter(None, given))

    def engine_ports(self) -> list[int]:
        """Ports of the engine processes, one each, in order."""
        return [self.engine_port + i for i in range(self.engine_processes)]


def load(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        environ: variables; the process's own where left out. They win over the file.
        env_file: file in ``.env`` form; ``.env`` in the project's root where left out.

    Raises:
        SettingsError: a value has the wrong form, or an unknown ``BOT_`` name was set.
    """
    merged = environment(environ, env_file)
    known = {f"BOT_{f.name.upper()}": f for f in fields(Settings)}
    values: dict[str, Any] = {}
    for name, raw in merged.items():
        if not name.startswith("BOT_"):
            continue
        if name not in known:
            # Plugins read their own settings, BOT_CRM_<NAME>_..., through `environment`.
            if name.startswith("BOT_CRM_"):
                continue
            raise SettingsError(f"{name} is geen bekende instelling; zie `bot doctor --settings`.")
        target = known[name]
        values[target.name] = _convert(name, raw, target.type)
    settings = Settings(**values)
    if settings.engine_processes < 1:
        raise SettingsError("BOT_ENGINE_PROCESSES moet 1 of meer zijn.")
    for name in (f.name for f in fields(Settings) if f.name.startswith("keep_")):
        if getattr(settings, name) < 1:
            raise SettingsError(f"BOT_{name.upper()} moet 1 dag of meer zijn.")
    settings.origins()
    return settings


def environment(
    environ: Mapping[str, str] | None = None, env_file: Path | None = None
) -> dict[str, str]:
    """All variables, those of ``.env`` too; for plugins, that read ``BOT_CRM_<NAME>_...``."""
    merged = {k: v for k, v in dotenv_values(env_file or ROOT / ".env").items() if v is not None}
    merged.update(os.environ if environ is None else environ)
    return merged


def _convert(name: str, raw: str, kind: Any) -> Any:
    try:
        if kind == "int":
            return int(raw)
        if kind == "float":
            return float(raw)
    except ValueError:
        raise SettingsError(f"{name} moet een getal zijn, geen {raw!r}.") from None
    return raw


def kept_secret(name: str, given: str) -> str:
    """A secret that is made at the first start and kept in ``var/``, unless one is given."""
    if given:
        return given
    path = VAR / f"{name}.secret"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        made = secrets.token_urlsafe(32)
        # Exclusive: two processes that start together must end up with the same one.
        try:
            with open(path, "x", opener=_private) as handle:
                handle.write(made)
        except FileExistsError:
            pass
    return path.read_text().strip()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
