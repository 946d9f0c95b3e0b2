"""The command line. Exit status: 0 done, 2 wrong use, 1 anything else; errors are one line."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from datetime import datetime
from typing import Any, Callable, Sequence

# Before anything imports Rasa: it phones home by default.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
# ... and TensorFlow tells at length which processor it was not built for.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


class CommandError(RuntimeError):
    """Something that the user must hear about, in one line."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit status."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not hasattr(args, "run"):
        parser.print_help(sys.stderr)
        sys.exit(2)
    try:
        status: int = args.run(args) or 0
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader had enough (`bot parse ... | head`).
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if args.debug:
            raise
        print(f"bot: {error or type(error).__name__}", file=sys.stderr)
        sys.exit(1)
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot", description="De digitale groeimakelaar.")
    parser.add_argument("--debug", action="store_true", help="toon bij een fout alles")
    commands = parser.add_subparsers(title="opdrachten", metavar="")

    def command(name: str, help: str, run: Callable[[argparse.Namespace], Any]) -> Any:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    command("run", "start alles op deze machine", _run)
    train = command("train", "train het model als er iets veranderd is", _train)
    train.add_argument("--force", action="store_true", help="train ook als niets veranderde")
    command("chat", "een gesprek in de terminal", _chat)
    parse = command("parse", "wat de assistent van een tekst begrijpt", _parse)
    parse.add_argument("text", nargs="*", metavar="TEKST")
    parse.add_argument("--jsonl", metavar="BESTAND", help="een JSON-object met 'text' per regel")
    doctor = command("doctor", "wat er is, is ingesteld en bereikbaar is", _doctor)
    doctor.add_argument("--settings", action="store_true", help="alle instellingen")
    command("check", "controleer kennis, dialoog en teksten", _check)
    command("migrate", "breng de database bij", _migrate)
    backup = command("backup", "bewaar alles wat is opgeslagen in één bestand", _backup)
    backup.add_argument("file", nargs="?", help="nieuw bestand; in var/backups waar het ontbreekt")
    backup.add_argument(
        "--keep-days", type=int, metavar="DAGEN", help="gooi reservekopieën weg die ouder zijn"
    )
    restore = command("restore", "zet een reservekopie terug in een lege database", _restore)
    restore.add_argument("file")
    restore.add_argument("--check", action="store_true", help="lees het bestand alleen door")

    questions = command("growth-question", "toon groeivragen", _wrong_use)
    actions = questions.add_subparsers(title="opdrachten", metavar="")
    show = actions.add_parser("show", help="één record als JSON")
    show.add_argument("id")
    show.set_defaults(run=_growth_question_show)
    actions.add_parser("list", help="alle records, een per regel").set_defaults(
        run=_growth_question_list
    )

    learn = command("learn", "tel de antwoorden van bevestigde intakes", _learn)
    learn.add_argument("--write", metavar="BESTAND", help="bewaar de telling (zie BOT_LEARNED)")

    corrections = command("corrections", "correcties van makelaars", _wrong_use)
    correction_actions = corrections.add_subparsers(title="opdrachten", metavar="")
    for name, help in (
        ("export", "schrijf wat is goedgekeurd als voorbeelden en tests"),
        ("train", "train ermee; alleen een model dat ze haalt wordt gebruikt"),
        ("report", "hoe het met de correcties staat"),
    ):
        correction_actions.add_parser(name, help=help).set_defaults(run=_corrections, action=name)

    report = command("report", "het maandrapport als HTML-bestand dat goed afdrukt", _report)
    report.add_argument("--month", metavar="JJJJ-MM", help="vorige maand waar het ontbreekt")
    report.add_argument("--write", metavar="BESTAND", help="anders maandrapport-JJJJ-MM.html")

    models = command("models", "welk model antwoordt", _wrong_use)
    model_actions = models.add_subparsers(title="opdrachten", metavar="")
    model_actions.add_parser("list", help="modellen op deze machine").set_defaults(run=_models)
    model_actions.add_parser("live", help="welk model antwoordt, en sinds wanneer").set_defaults(
        run=_model_live
    )
    checking = model_actions.add_parser("check", help="houd een model tegen alle correcties")
    checking.add_argument("model")
    checking.set_defaults(run=_model_check)
    using = model_actions.add_parser(
        "use", help="laat een model antwoorden, als het alle correcties haalt"
    )
    using.add_argument("model", help="naam van het model, of newest voor dat van de data van nu")
    using.set_defaults(run=_model_use)

    broker = command("broker", "accounts van makelaars", _wrong_use)
    broker_actions = broker.add_subparsers(title="opdrachten", metavar="")
    add = broker_actions.add_parser("add", help="maak een account (of geef een nieuw wachtwoord)")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", help="lezer, makelaar (als niets staat), coordinator of beheerder")
    add.add_argument(
        "--password-stdin", action="store_true", help="lees het wachtwoord van de invoer"
    )
    add.set_defaults(run=_broker_add)

    privacy = command("privacy", "gegevens van ondernemers", _wrong_use)
    privacy_actions = privacy.add_subparsers(title="opdrachten", metavar="")
    register = privacy_actions.add_parser("register", help="wat er wordt bewaard, en waarom")
    register.add_argument("--json", action="store_true", help="als JSON in plaats van Markdown")
    register.set_defaults(run=_privacy_register)
    retention = privacy_actions.add_parser("retention", help="wis wat lang genoeg is bewaard")
    retention.add_argument("--dry-run", action="store_true", help="tel alleen wat weg zou gaan")
    retention.add_argument("--last", action="store_true", help="wat de vorige keren deden")
    retention.set_defaults(run=_privacy_retention)
    erase = privacy_actions.add_parser("erase", help="wis alles van één ondernemer")
    erase.add_argument("subject", metavar="GROEIVRAAG-OF-GESPREK")
    erase.set_defaults(run=_privacy_erase)
    again = privacy_actions.add_parser(
        "erase-again", help="wis opnieuw wat een teruggezette reservekopie terugbracht"
    )
    again.set_defaults(run=_privacy_erase_again)
    hold = privacy_actions.add_parser("hold", help="bewaar iets langer, met een reden")
    hold.add_argument("subject", metavar="GROEIVRAAG-OF-GESPREK")
    hold.add_argument("--reason", required=True, help="waarom")
    hold.add_argument("--until", required=True, metavar="JJJJ-MM-DD")
    hold.add_argument("--by", required=True, help="wie dat besloot")
    hold.set_defaults(run=_privacy_hold)
    release = privacy_actions.add_parser("release", help="bewaar iets niet meer langer")
    release.add_argument("subject", metavar="GROEIVRAAG-OF-GESPREK")
    release.set_defaults(run=_privacy_release)
    rotate = privacy_actions.add_parser(
        "rotate-key", help="versleutel contactgegevens met een nieuwe sleutel"
    )
    rotate.set_defaults(run=_privacy_rotate)
    masked = privacy_actions.add_parser("mask", help="dek personen af in tekst van de invoer")
    masked.add_argument(
        "--lists", action="store_true", help="ook met de namenlijsten (de eerste keer minuten)"
    )
    masked.set_defaults(run=_privacy_mask)
    return parser


def _wrong_use(_: argparse.Namespace) -> int:
    print("bot: kies een opdracht; zie --help", file=sys.stderr)
    return 2


def _run(_: argparse.Namespace) -> int:
    from bot.run import run

    return run()


def _train(args: argparse.Namespace) -> int:
    from bot.training import train

    print(train(force=args.force))
    return 0


def _chat(_: argparse.Namespace) -> int:
    from bot.chat import chat

    return chat()


def _parse(args: argparse.Namespace) -> int:
    if args.jsonl:
        with open(args.jsonl, encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines if line.strip()]
    else:
        texts = args.text
    if not texts:
        print("bot: geef een tekst, of --jsonl BESTAND", file=sys.stderr)
        return 2
    from bot.engine.parse import parse_texts

    for parsed in parse_texts(texts):
        print(json.dumps(parsed, ensure_ascii=False), flush=True)
    return 0


def _doctor(args: argparse.Namespace) -> int:
    from bot import doctor

    return doctor.settings() if args.settings else doctor.report()


def _check(_: argparse.Namespace) -> int:
    from bot.check import check_all

    problems = check_all()
    for problem in problems:
        print(problem)
    wrong = any(problem.stops for problem in problems)
    if not wrong:
        print("bot check: alles klopt")
    return 1 if wrong else 0


def _migrate(_: argparse.Namespace) -> int:
    from bot.settings import load
    from bot.store import migrate

    migrate(load().database)
    return 0


def _backup(args: argparse.Namespace) -> int:
    from datetime import timedelta
    from pathlib import Path

    from bot.paths import BACKUPS
    from bot.settings import load
    from bot.store import backup, connect, now

    moment = now()
    name = f"groeimakelaar-{moment:%Y%m%dT%H%M%SZ}.jsonl.gz"
    target = Path(args.file) if args.file else BACKUPS / name
    contents = backup.backup(connect(load().database), target)
    print(f"{sum(contents.rows.values())} rijen uit {len(contents.rows)} tabellen in {target}")
    if args.keep_days is not None:
        for old, made_at in backup.made(target.parent):
            if made_at < moment - timedelta(days=args.keep_days):
                old.unlink()
                print(f"{old} weggegooid")
    return 0


def _restore(args: argparse.Namespace) -> int:
    from pathlib import Path

    from bot.settings import load
    from bot.store import backup

    source = Path(args.file)
    if args.check:
        contents = backup.check(source)
    else:
        contents = backup.restore(load().database, source)
        _erase_again(contents.made_at)
    rows = sum(contents.rows.values())
    print(f"{rows} rijen van {contents.made_at:%d-%m-%Y %H:%M} UTC, schema {contents.revision}")
    print("Het bestand is heel." if args.check else "Alles is teruggezet.")
    return 0


def _erase_again(made_at: datetime) -> None:
    """Erase anew what was erased after the backup was made."""
    from bot.conversations.upkeep import erased_list, places
    from bot.privacy import again, proof
    from bot.settings import environment, load
    from bot.store import connect

    settings = load()
    noted, store = erased_list(settings), connect(settings.database)
    if not noted.exists():
        print(
            f"LET OP: {noted} is er niet. Wie na {made_at:%d-%m-%Y %H:%M} UTC om wissen vroeg, "
            "staat er nu weer in. Zet dat bestand terug en draai `bot privacy erase-again`, "
            "voordat je `bot run` start.",
            file=sys.stderr,
        )
        return
    number = again.apply(store, noted, settings.keep_backup_days)
    proof.go_on(store, places(settings, environment()), lambda *_: None)
    print(f"{number} keer opnieuw gewist wat na deze kopie al gewist was.")


def _privacy_erase_again(_: argparse.Namespace) -> int:
    from bot.conversations.upkeep import erased_list
    from bot.settings import load
    from bot.store import now

    if not erased_list(load()).exists():
        raise CommandError(f"{erased_list(load())} is er niet")
    _erase_again(now())
    return 0


def _growth_question_show(args: argparse.Namespace) -> int:
    from bot.privacy import contacts
    from bot.settings import load
    from bot.store import connect, growth_questions

    store = connect(load().database)
    record = growth_questions.find(store, args.id)
    if record is None:
        raise CommandError(f"er is geen groeivraag {args.id}")
    print(json.dumps(contacts.filled_in(store, record), ensure_ascii=False, indent=2))
    return 0


def _growth_question_list(_: argparse.Namespace) -> int:
    from bot.settings import load
    from bot.store import connect, growth_questions

    for row in growth_questions.newest(connect(load().database), limit=10_000):
        print(json.dumps(row, ensure_ascii=False, default=str))
    return 0


def _learn(args: argparse.Namespace) -> int:
    from pathlib import Path

    from bot.diagnosis.learned import count
    from bot.knowledge import load as load_knowledge
    from bot.settings import load
    from bot.store import connect, growth_questions, migrate

    migrate(load().database)
    store = connect(load().database)
    rows = growth_questions.newest(store, limit=1_000_000)
    records = [growth_questions.find(store, row["id"]) for row in rows]
    counts = count(load_knowledge(), [record for record in records if record is not None])
    print(f"{counts.intakes} bevestigde intakes, versie {counts.version}")
    if args.write:
        Path(args.write).write_text(counts.to_json(), encoding="utf-8")
        print(f"Geschreven naar {args.write}. Zet BOT_LEARNED hierop om het te gebruiken.")
    return 0


def _privacy_register(args: argparse.Namespace) -> int:
    from bot.privacy import register
    from bot.privacy.periods import periods
    from bot.settings import load

    kept = periods(load())
    if args.json:
        print(json.dumps(register.as_json(kept), ensure_ascii=False, indent=2))
    else:
        print(register.as_markdown(kept), end="")
    return 0


def _corrections(args: argparse.Namespace) -> int:
    from bot import corrections, models
    from bot.check import check_all
    from bot.engine.measure import check
    from bot.engine.parse import parse_texts
    from bot.model_files import fingerprint
    from bot.settings import load
    from bot.store import connect, migrate
    from bot.training import train

    def build() -> str:
        wrong = [problem for problem in check_all() if problem.stops]
        if wrong:
            raise CommandError("\n".join(map(str, wrong)))
        return train()

    def go_live(model: str) -> None:
        # Without this the old model would answer on until the next start.
        check(store, model)
        models.went_live(store, model, "bot corrections train")

    url = load().database
    migrate(url)
    store = connect(url)
    if args.action == "export":
        done = corrections.export(store)
        print(f"{done.examples} voorbeelden, {done.tests} tests", end="")
        print(f"; {done.repeated} lijken op wat er al is" if done.repeated else "")
    elif args.action == "train":
        print(corrections.train(store, build, parse_texts, fingerprint, go_live))
    else:
        print(corrections.report(store))
    return 0


def _report(args: argparse.Namespace) -> int:
    from pathlib import Path

    from bot import moments
    from bot.console import report
    from bot.knowledge import load as load_knowledge

    month = report.month_of(args.month) if args.month else report.previous(moments.today())
    target = Path(args.write or f"maandrapport-{month}.html")
    target.write_text(report.as_file(_store(), load_knowledge(), month), encoding="utf-8")
    print(f"{month.name} staat in {target}")
    return 0


def _models(_: argparse.Namespace) -> int:
    from bot import models, moments

    for one in models.listed(_store()):
        found = one["figures"]
        told = "nog niet gecontroleerd"
        if found is not None:
            told = found.why_not() or f"haalt alle {found.corrections} correcties"
            told += f"; intent {found.intent}, behoefte {found.top1}" if found.strangers else ""
            told += "; gecontroleerd met iets anders dan nu" if one["outdated"] else ""
        live = "live" if one["live"] else ""
        when = moments.in_words(one["trained_at"]) or "onbekend"
        print(f"{one['name']}  {live:4}  getraind {when}  {told}")
    return 0


def _model_live(_: argparse.Namespace) -> int:
    from bot import models, moments
    from bot.settings import load
    from bot.store import models as stored

    store = _store()
    name, choice = models.live(store)
    fixed = load().model
    if fixed:
        print(f"{fixed} (vastgezet met BOT_MODEL)")
    elif choice is not None:
        print(f"{name}, gekozen door {choice.who} op {moments.in_words(choice.at)}")
    else:
        print(f"{name}, gemaakt van de data van nu")
    for process in stored.processes(store):
        problem = f" ({process['problem']})" if process["problem"] else ""
        since = moments.in_words(process["since"])
        print(f"  {process['process']} antwoordt met {process['model']} sinds {since}{problem}")
    return 0


def _model_check(args: argparse.Namespace) -> int:
    from bot import models
    from bot.engine.measure import check

    figures, wrong = check(_store(), args.model)
    print(models.as_json(args.model, figures, wrong))
    return 0 if figures.passed else 1


def _model_use(args: argparse.Namespace) -> int:
    from bot import model_files, models
    from bot.engine.measure import check
    from bot.settings import load

    if load().model:
        raise CommandError("BOT_MODEL zet het model vast; haal die instelling eerst weg")
    store = _store()
    name = model_files.fingerprint() if args.model == "newest" else args.model
    check(store, name)
    models.went_live(store, name, f"opdracht van {getpass.getuser()}")
    print(f"Model {name} antwoordt vanaf nu.")
    return 0


def _store() -> Any:
    """The database, brought to the newest schema."""
    from bot.settings import load
    from bot.store import connect, migrate

    url = load().database
    migrate(url)
    return connect(url)


def _privacy_retention(args: argparse.Namespace) -> int:
    from bot.conversations.upkeep import log_folder
    from bot.privacy import retention
    from bot.privacy.periods import periods
    from bot.settings import load
    from bot.store import connect, migrate

    settings = load()
    migrate(settings.database)
    store = connect(settings.database)
    if args.last:
        for day, report in retention.reports(store):
            print(json.dumps({"day": day, "report": report}, ensure_ascii=False))
        return 0
    kept = retention.Periods.of(periods(settings))
    report = retention.run(store, kept, log_folder(settings), dry=args.dry_run)
    print(json.dumps(report, ensure_ascii=False))
    return 0


def _privacy_erase(args: argparse.Namespace) -> int:
    from bot.conversations.upkeep import places
    from bot.knowledge import load as load_knowledge
    from bot.privacy import erasure, own_words, proof
    from bot.settings import environment, load
    from bot.store import connect, reading, writing

    settings = load()
    store = connect(settings.database)
    with reading(store) as connection:
        conversation_id = erasure.talk_of(connection, args.subject)
    if conversation_id is None:
        raise CommandError(f"er is geen groeivraag of gesprek {args.subject}")
    try:
        with writing(store) as connection:
            number = erasure.erase(
                connection, conversation_id, settings.keep_backup_days, shell=False
            )
    except erasure.Held as held:
        raise CommandError(f"het moet bewaard blijven tot {held.until}: {held}") from None
    proof.go_on(store, places(settings, environment()), lambda *_: None)
    with reading(store) as connection:
        receipt = erasure.receipt(connection, number)
    print(own_words.receipt(number, receipt, load_knowledge().texts))
    return 1 if receipt["found"] else 0


def _privacy_hold(args: argparse.Namespace) -> int:
    from datetime import timezone

    from bot.privacy import erasure, holds
    from bot.settings import load
    from bot.store import connect, writing

    try:
        until = datetime.strptime(args.until, "%Y-%m-%d").replace(tzinfo=timezone.utc)
    except ValueError:
        raise CommandError(f"{args.until} is geen dag; schrijf JJJJ-MM-DD") from None
    with writing(connect(load().database)) as connection:
        if erasure.talk_of(connection, args.subject) is None:
            raise CommandError(f"er is geen groeivraag of gesprek {args.subject}")
        holds.put(connection, args.subject, args.reason, args.by, until)
    print(f"{args.subject} blijft tot {args.until}.")
    return 0


def _privacy_release(args: argparse.Namespace) -> int:
    from bot.privacy import holds
    from bot.settings import load
    from bot.store import connect, writing

    with writing(connect(load().database)) as connection:
        if not holds.release(connection, args.subject):
            raise CommandError(f"{args.subject} werd niet langer bewaard")
    print(f"{args.subject} volgt weer de gewone termijn.")
    return 0


def _privacy_mask(args: argparse.Namespace) -> int:
    from bot.privacy import masking, name_lists

    names = name_lists.load() if args.lists else None
    for line in sys.stdin:
        print(masking.mask(line.rstrip("\n"), names=names))
    return 0


def _privacy_rotate(_: argparse.Namespace) -> int:
    from bot.privacy import contacts
    from bot.settings import load
    from bot.store import connect
    from bot.store.sealed import ring

    number = contacts.rotate(connect(load().database))
    print(f"{number} opnieuw versleuteld.")
    if not ring().from_file:
        print("Met de eerste sleutel van BOT_DATA_KEYS; de andere kun je nu weghalen.")
    return 0


def _broker_add(args: argparse.Namespace) -> int:
    from bot.console.accounts import add_broker
    from bot.settings import load
    from bot.store import connect, migrate

    if args.password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass("Wachtwoord: ")
        if getpass.getpass("Nog een keer: ") != password:
            raise CommandError("de wachtwoorden zijn niet gelijk")
    url = load().database
    migrate(url)
    add_broker(connect(url), args.email, args.name, password, args.role)
    print(f"Account voor {args.email} is klaar.")
    return 0
