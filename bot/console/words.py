"""Words of the console for what the store keeps as codes."""

from __future__ import annotations

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
SCORE = {3: "goed", 2: "gaat wel", 1: "niet goed"}
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
