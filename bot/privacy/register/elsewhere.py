"""Everything that is stored outside the database: files, logs, browsers, others."""

from __future__ import annotations

from bot.privacy.register.model import (
    ADMIN,
    BROKER,
    ELSEWHERE,
    LASTING,
    LEGAL_DUTY,
    LOG,
    NONE,
    PARTNER,
    PERSON,
    PUBLIC_TASK,
    VISIT,
    Store,
)

FILES = Store(
    "bestanden", "Bestanden op de server", NONE, LASTING, (ADMIN,),
    {
        "var/groeimakelaar.sqlite (met -wal en -shm)": "De database, als er geen PostgreSQL is.",
        "message_words, record_words (SQLite)": "Zoeken in gesprekken en groeivragen.",
        "var/engine.secret": "Wachtwoord tussen onze eigen processen.",
        "var/data.keys": "Sleutel van de contactgegevens; zonder deze is niets ervan te lezen.",
        "var/lookup.secret": "Sleutel van adressen op WhatsApp en Telegram.",
        "models/*.tar.gz": "Het getrainde taalmodel; gemaakt van geschreven voorbeelden.",
        "data/nlu/*.yml": "De voorbeelden waarvan het model leert: door ons geschreven.",
        "telling van `bot learn`": "Hoe vaak welk antwoord bij welke behoefte hoorde; aantallen.",
        "var/erased.jsonl": "Wat gewist is, voor als een back-up het terugbrengt: alleen nummers.",
        "var/demo-crm/*.json": "Groeivragen in het demo-CRM, alleen als dat aanstaat.",
    },
    bases={
        "var/groeimakelaar.sqlite (met -wal en -shm)": PUBLIC_TASK,
        "message_words, record_words (SQLite)": PUBLIC_TASK,
        "var/demo-crm/*.json": PUBLIC_TASK,
    },
)  # fmt: skip

LOGS = Store(
    "logboeken", "Logboeken in BOT_LOG_DIR", LEGAL_DUTY, LOG, (ADMIN,),
    {
        "engine-<poort>.log": "Fouten van het taalmodel oplossen; zonder wat iemand typte.",
        "web.log": "Fouten van de website oplossen; zonder wat iemand typte.",
        "handoff.log": "Zien of doorgeven lukt: het kenmerk van de groeivraag en de fout.",
        "channels.log": "Zien of versturen lukt: het nummer van het bericht en de fout.",
    },
)  # fmt: skip

METRICS = Store(
    "metingen", "Tellers op /metrics", NONE, LASTING, (ADMIN,),
    {"tellers van het proces": "Geheugen en rekentijd; niets over personen."},
)  # fmt: skip

BROWSER = Store(
    "browser", "Wat in de browser blijft", PUBLIC_TASK, VISIT, (PERSON,),
    {
        "sessionStorage van de chat": "Verdergaan in hetzelfde tabblad: gesprek, sleutel, concept.",
        "cookie groeimakelaar_console": "Ingelogd blijven als makelaar; hooguit een werkdag.",
    },
    others={"cookie groeimakelaar_console": (BROKER,)},
)  # fmt: skip

OTHERS = Store(
    "anderen", "Wat bij anderen komt te staan", PUBLIC_TASK, ELSEWHERE, (PARTNER,),
    {
        "CRM (BOT_CRM)": "Samenvatting, link en, als dat mag, contactgegevens: om op te volgen.",
        "mail aan de makelaar (BOT_SMTP_URL)": "De brief met de groeivraag, om te kunnen bellen.",
        "WhatsApp (Meta of Twilio)": "Brengt berichten over, als de ondernemer daar zelf praat.",
        "Telegram": "Brengt berichten over, als de ondernemer daar zelf praat.",
    },
)  # fmt: skip

PLACES = (FILES, LOGS, METRICS, BROWSER, OTHERS)
