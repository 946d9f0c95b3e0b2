"""Words of the console: for what the store keeps as codes, and why something is not done."""

from __future__ import annotations

from bot.knowledge import load as load_knowledge


def no(key: str, /, **facts: object) -> str:
    """Why something is not done (``data/texts/console.yml``)."""
    return load_knowledge().texts.get(f"no.{key}")[0].format(**facts)


STATUS = {
    "draft": "nog niet bevestigd",
    "confirmed": "bevestigd",
    "handed_over": "doorgegeven",
    "in_progress": "in behandeling",
    "closed": "afgerond",
    "withdrawn": "ingetrokken",
}
ROUTE = {
    "broker": "wil een makelaar",
    "instrument": "leest over regelingen",
    "broker_and_instrument": "makelaar en regelingen",
    "self_help": "denkt erover na",
    "safety_net": "naar het vangnet",
    "human_now": "wil nu een mens",
}
AUTHOR = {
    "entrepreneur": "Ondernemer",
    "bot": "Computer",
    "broker": "Makelaar",
    "system": "Melding",
}
SCORE = {3: "goed", 2: "gaat wel", 1: "niet goed", 0: "gevraagd, geen antwoord"}
"""What an entrepreneur thought of it."""

DRAFT = {"as_is": "voorstel van de computer", "edited": "voorstel van de computer, aangepast"}
"""What became of a draft that a broker sent."""

CHANNEL = {
    "website": "website",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "rest": "koppeling",
    "cli": "terminal",
}
TAB = {
    "new": "Nieuw",
    "mine": "Van mij",
    "waiting": "Wacht op mij",
    "promised": "Beloofd",
    "all": "Alles",
}
INTENTS = {
    "express_need": "vertelt wat er speelt", "inform": "geeft een gegeven", "affirm": "ja",
    "deny": "nee", "dont_know": "weet het niet", "skip": "slaat over", "correct": "verbetert",
    "ask_why": "vraagt waarom", "ask_human": "wil een mens", "ask_bot": "vraagt wie dit is",
    "ask_capabilities": "vraagt wat dit kan", "ask_privacy": "vraagt wie meeleest",
    "ask_own_data": "vraagt eigen gegevens", "erase_data": "wil gewist worden",
    "ask_instrument": "vraagt naar een regeling", "ask_status": "vraagt hoe het staat",
    "share_success": "vertelt goed nieuws", "complain": "klaagt",
    "crisis_business": "bedrijf in nood", "crisis_personal": "mens in nood", "greet": "groet",
    "goodbye": "neemt afscheid", "thank": "bedankt", "stop": "wil stoppen",
    "restart": "wil opnieuw beginnen", "chitchat": "praatje", "other_language": "andere taal",
    "out_of_scope": "hoort hier niet",
}  # fmt: skip
"""The intents as brokers read them."""

ENTITIES = {
    "municipality": "gemeente", "place": "plaats", "sector": "sector", "employees": "mensen",
    "amount_eur": "bedrag", "period_months": "termijn in maanden", "legal_form": "rechtsvorm",
    "company_name": "bedrijfsnaam", "instrument": "regeling",
}  # fmt: skip
ACTED = {"intake_form": "de intake ging verder", "validate_intake_form": "het antwoord is gelezen"}
"""Actions and forms of the engine."""

ABOUT = {
    "opening": "waar loop je tegenaan",
    "own_words": "waar het wel om gaat",
    "readback": "of het klopt bij teruglezen",
    "rival": "wat van twee het is",
    "both": "welk van twee punten het meest knelt",
    "second": "of er nog iets speelt",
    "ladder": "waar het goed voor is",
    "growth_question": "of de groeivraag klopt",
    "change_question": "wat er anders moet",
    "turning": "of het om iets anders gaat",
    "deepen": "hoe het nu gaat",
    "angle": "waar het vooral in zit",
    "other_angle": "wat iemand wil doen",
    "own_sentence": "of de groeivraag in eigen woorden klopt",
    "route": "hoe verder",
    "contact": "hoe iemand te bereiken is",
    "care": "hoe het gaat",
    "grey": "hoe het bedoeld is",
    "restart": "of alles opnieuw moet",
    "withdraw": "of de groeivraag weg moet",
}
"""What the bot asks about, where that is no question of the catalogue and no field."""

CORRECTION = {
    "proposed": "voorgesteld, wacht op een collega",
    "approved": "goedgekeurd, wacht op training",
    "rejected": "afgewezen",
    "live": "correctie is live",
    "own_live": "jouw correctie is live",
    "earlier": "geleerd, maar nu antwoordt een eerder model",
}
"""What became of a correction."""

DONE = {
    "claim": "Deze groeivraag is nu van jou.",
    "assign": "De groeivraag is toegewezen.",
    "free": "De groeivraag staat weer op de lijst.",
    "status": "De status is aangepast.",
    "promise": "De belofte staat erbij.",
    "kept": "De belofte is weg.",
    "note": "De notitie staat erbij.",
    "tags": "De labels zijn aangepast.",
    "field": "Het gegeven is aangepast.",
    "need": "De behoefte is aangepast.",
    "question": "De groeivraag is anders opgeschreven.",
    "sent": "Verstuurd aan de ondernemer. Je ziet hier wat die antwoordt.",
    "merge": "De twee groeivragen zijn samengevoegd.",
    "retry": "We proberen het opnieuw.",
    "taken": "Jij hebt het gesprek nu. De computer is stil.",
    "back": "De computer heeft het gesprek weer.",
    "passed": "Je collega heeft het gesprek nu.",
    "view": "De weergave is bewaard.",
    "view_gone": "De weergave is weg.",
    "account": "Het account is aangepast.",
    "removed": "Het account is gesloten. Wat open stond, staat weer op de lijst.",
    "code_on": "Voortaan vraagt inloggen ook een code uit je app.",
    "code_off": "Inloggen vraagt geen code meer.",
    "correction": "Je voorstel staat klaar. Een collega kijkt ernaar.",
    "approved": "Goedgekeurd. Het wordt een voorbeeld voor de volgende training.",
    "rejected": "Afgewezen. Er verandert niets.",
    "model_checked": "Het model is gecontroleerd. De cijfers staan erbij.",
    "model_live": "Het model is gekozen. De processen laden het; gesprekken gaan door.",
    "notice": "De melding staat op alle kanalen.",
    "notice_gone": "De melding is weg.",
}
"""What was done, by its name in the address."""

AUDIT = {
    "account.add": "account gemaakt",
    "account.change": "account aangepast",
    "account.locked": "account op slot: te vaak verkeerd ingelogd",
    "account.login": "ingelogd",
    "account.remove": "account gesloten",
    "account.totp_off": "code bij inloggen uitgezet",
    "account.totp_on": "code bij inloggen aangezet",
    "correction.approve": "correctie goedgekeurd",
    "correction.propose": "correctie voorgesteld",
    "correction.reject": "correctie afgewezen",
    "delivery.retry": "afleveren opnieuw gevraagd",
    "insight.export": "inzicht opgehaald",
    "list.export": "werklijst opgehaald",
    "model.use": "model gekozen",
    "notice.begin": "melding gezet",
    "notice.end": "melding gestopt",
    "record.assign": "groeivraag toegewezen",
    "record.claim": "groeivraag gepakt",
    "record.edit": "groeivraag aangepast",
    "record.note": "notitie geschreven",
    "record.promise": "belofte gezet",
    "record.rewrite_sent": "groeivraag voorgelegd",
    "record.tags": "labels aangepast",
    "report.export": "maandrapport opgehaald",
    "talk.draft": "voorstel van de computer verstuurd",
    "talk.give_back": "gesprek teruggegeven",
    "talk.unmask": "gelezen wat er letterlijk is gezegd",
    "talk.pass_on": "gesprek doorgegeven",
    "talk.take": "gesprek overgenomen",
}
"""What is written down in the log."""
