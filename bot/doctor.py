"""`bot doctor`: what is there, what is set, what can be reached, and what to do about the rest."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import fields
from typing import Callable

from bot.engine.client import HttpEngine
from bot.model_files import model_path
from bot.settings import Settings, environment, kept_secret, load

OK, WARNING, MISSING = "ok", "let op", "ontbreekt"

Line = tuple[str, str, str]
"""What, how it is (ok, let op, ontbreekt), and what to know or do."""


def settings() -> int:
    """Print every setting with its value; secrets only as set or not set."""
    current, default = load(), Settings()
    for field in fields(Settings):
        value = getattr(current, field.name)
        if field.metadata["secret"]:
            shown = "(ingesteld)" if value else "(niet ingesteld)"
        else:
            shown = repr(value) + ("" if value != getattr(default, field.name) else " (standaard)")
        print(f"BOT_{field.name.upper():<28} {shown:<34} {field.metadata['help']}")
    return 0


def report() -> int:
    """Print a line for each part. 1 if something that is needed is missing."""
    current = load()
    lines: list[Line] = []
    for check in CHECKS:
        lines.append(check(current))
    for what, how, note in lines:
        print(f"{how:<10} {what:<20} {note}")
    return 1 if any(how == MISSING for _, how, _ in lines) else 0


def _python(_: Settings) -> Line:
    return "Python", OK, sys.version.split()[0]


def _model(_: Settings) -> Line:
    path = model_path()
    if path.exists():
        return "model", OK, path.name
    return "model", MISSING, "niet getraind voor deze data: draai `bot train`"


def _spacy(_: Settings) -> Line:
    from bot import spacy_nl

    name = spacy_nl.active()
    try:
        spacy_nl.pipeline(name)
    except OSError as error:
        return "spaCy", MISSING, f"{name} laadt niet: {error}"
    if name == str(spacy_nl.OWN):
        return "spaCy", OK, f"eigen Nederlandse pipeline ({spacy_nl.LARGE} is er niet)"
    return "spaCy", OK, name


def _database(current: Settings) -> Line:
    from bot.store import StoreUnavailable, connect, reading, schema

    engine = connect(current.database)
    try:
        with reading(engine, any_schema=True) as connection:
            version = schema.version(connection)
    except StoreUnavailable as error:
        return "database", MISSING, f"{error}: draai `bot migrate` of `make run`"
    if version != schema.OURS:
        return "database", MISSING, schema.told(version, schema.OURS)
    return "database", OK, f"{engine.dialect.name}, schema {version}"


def _engine(current: Settings) -> Line:
    client = HttpEngine(current.engine_ports(), kept_secret("engine", current.engine_token), 2.0)

    async def ready() -> bool:
        try:
            return await client.ready()
        finally:
            await client.close()

    if asyncio.run(ready()):
        return "engine", OK, f"{current.engine_processes} proces(sen) klaar"
    return "engine", WARNING, "draait niet; `bot run` start hem"


def _knowledge(_: Settings) -> Line:
    from bot.check import check_all

    problems = [problem for problem in check_all() if problem.stops]
    if problems:
        return "kennis en teksten", MISSING, f"{len(problems)} fout(en): draai `bot check`"
    return "kennis en teksten", OK, "alles klopt"


def _telegram(current: Settings) -> Line:
    from bot.channels.telegram import checkup

    well, note = checkup.look(current)
    return "Telegram", OK if well else WARNING, note


def _whatsapp(current: Settings) -> Line:
    from bot.channels.whatsapp.look import look

    works, note = look(current)
    return "WhatsApp", OK if works else WARNING, note


def _handoff(current: Settings) -> Line:
    """Each target of deliveries: set up, reached, let in."""
    from bot.handoff import targets
    from bot.handoff.crm import CrmError, CrmSettingsError
    from bot.knowledge import load as load_knowledge

    variables = environment()
    wanted = targets.names(current, variables)
    if not wanted:
        return "mail en CRM", WARNING, "uit: zet BOT_SMTP_URL of BOT_CRM"
    problems = []
    for name in wanted:
        try:
            crm = targets.make(name, current, variables, load_knowledge())
            try:
                crm.check()
            finally:
                crm.close()
        except CrmSettingsError as problem:
            problems.append(str(problem))
        except CrmError as problem:
            problems.append(f"{targets.title(name)} {problem}")
    if problems:
        return "mail en CRM", WARNING, "; ".join(problems) + " (wat wacht, blijft bewaard)"
    return "mail en CRM", OK, ", ".join(targets.title(name) for name in wanted)


CHECKS: tuple[Callable[[Settings], Line], ...] = (
    _python,
    _model,
    _spacy,
    _database,
    _engine,
    _knowledge,
    _telegram,
    _whatsapp,
    _handoff,
)
