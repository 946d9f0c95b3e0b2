"""Every part of what Rasa keeps of a talk, and of the growth question."""

from __future__ import annotations

from bot.privacy.register.model import (
    BROKER,
    CHAT,
    CONSENT,
    PERSON,
    PUBLIC_TASK,
    QUESTION,
    SYSTEM,
    Store,
)

SLOTS = Store(
    "tracker: slots", "Wat Rasa van een gesprek vasthoudt", PUBLIC_TASK, CHAT, (SYSTEM,),
    {
        "intake": "De stand van het gesprek; de onderdelen staan bij ‘tracker: intake’.",
        "growth_question": "De groeivraag zoals hij nu is; de onderdelen staan bij ‘record’.",
        "requested_slot": "Dat het gesprek nog open is.",
        "session_started_metadata": "Wordt door Rasa zelf gemaakt; blijft leeg.",
    },
)  # fmt: skip

EVENTS = Store(
    "tracker: events", "Wat Rasa per beurt opschrijft", PUBLIC_TASK, CHAT, (SYSTEM,),
    {
        "user": "Wat de ondernemer zei en wat daarvan werd begrepen, met gegevens afgedekt.",
        "bot": "Wat de computer antwoordde.",
        "action": "Welke stap het programma deed.",
        "slot": "Wat er daardoor onthouden is.",
        "active_loop": "Dat het gesprek open is.",
        "loop_interrupted": "Dat iets anders dan een antwoord kwam.",
        "rewind": "Dat een beurt niet werd begrepen.",
        "restart": "Dat Rasa opnieuw begon.",
        "session_started": "Het begin.",
        "user_featurization": "Hoe Rasa de beurt las; zonder tekst.",
        "action_execution_rejected": "Dat een stap niet door kon gaan.",
    },
)  # fmt: skip

INTAKE = Store(
    "tracker: intake", "De stand van het gesprek", PUBLIC_TASK, CHAT, (SYSTEM,),
    {
        "log": "Welke woorden en antwoorden op welke behoefte wijzen.",
        "facts": "Wat over het bedrijf en de wens is verteld, met de woorden die het zeggen.",
        "hints": "Wat in het voorbijgaan viel en nog niet zeker is.",
        "earlier": "Groeivragen die er eerder stonden, om terug te halen.",
        "broker": "De makelaar die werd genoemd, en waarom.",
        "scheme": "De regeling waar het laatst over ging.",
        "asked": "Welke vragen gesteld zijn, zodat niets twee keer wordt gevraagd.",
        "pending": "De vraag die open is.",
        "waiting": "De vraag die even wacht.",
        "waiting_words": "Wat daarvoor werd gezegd.",
        "said": "Welke zinnen de computer al zei, zodat hij niet in herhaling valt.",
        "turn": "De hoeveelste beurt.",
        "presenting": "Waar de ondernemer mee kwam, letterlijk.",
        "needs": "De behoeften in de groeivraag.",
        "need_confirmed": "Of de ondernemer zich erin herkende.",
        "readbacks": "Hoe vaak is teruggelezen.",
        "shown": "Wat er is teruggelezen.",
        "extra_questions": "Hoeveel vragen er nog mogen komen.",
        "question": "De groeivraag in één zin.",
        "own_words": "Of de ondernemer die zin zelf schreef.",
        "overview": "Wat in het overzicht stond.",
        "reference": "Het kenmerk van de groeivraag.",
        "version": "De hoeveelste versie.",
        "created_at": "Wanneer de groeivraag ontstond.",
        "confirmed_at": "Wanneer hij werd bevestigd.",
        "withdrawn_at": "Wanneer hij werd ingetrokken.",
        "erase": "Dat alles gewist moet worden; het verdwijnt dan zelf ook.",
        "route": "Wat de ondernemer ermee wil.",
        "contact": "Dat en hoe de ondernemer te bereiken is; de gegevens zelf staan in ‘contacts’.",
        "consents": "Waarvoor toestemming is gegeven of geweigerd, en op welke tekst.",
        "flags": "Code van een zorgsignaal, om eerst hulp te noemen; nooit de woorden.",
        "resting": "Dat hulp is genoemd en nu niets wordt gevraagd.",
        "complaints": "Hoe vaak de ondernemer zich ergerde: dan komen er minder vragen.",
        "conflict": "Twee gegevens die niet allebei kunnen kloppen.",
        "stated_theme": "Onderwerp van de eerste woorden.",
        "asks_money": "Of om geld of een regeling werd gevraagd.",
        "rival": "Welke andere behoefte is voorgelegd.",
        "both": "Welke twee behoeften in het eerste bericht stonden.",
        "language": "Een andere taal waarin werd geschreven of om werd gevraagd.",
        "just_back": "Dat iemand na een uur of meer terugkwam.",
        "last_at": "Wanneer het laatste bericht kwam.",
    },
    bases={"consents": CONSENT},
)  # fmt: skip

RECORD = Store(
    "record", "De groeivraag", PUBLIC_TASK, QUESTION, (PERSON, BROKER),
    {
        "id": "Het kenmerk.",
        "version": "De hoeveelste versie.",
        "status": "Hoe het ermee staat.",
        "conversation_id": "Uit welk gesprek.",
        "channel": "Waar het gesprek was.",
        "created_at": "Wanneer hij ontstond.",
        "confirmed_at": "Wanneer de ondernemer hem bevestigde.",
        "question": "De groeivraag in één zin.",
        "presenting_problem": "Waar de ondernemer mee kwam, letterlijk.",
        "needs": "De behoeften, hoe zeker, en de woorden die ze bewijzen.",
        "fields": "Wat over bedrijf en wens bekend is; zie ‘record: fields’.",
        "contact": "Hoe de ondernemer het liefst wordt bereikt; naam, nummer en mail staan "
                   "versleuteld in ‘contacts’.",
        "consents": "Waarvoor toestemming is gegeven of geweigerd, en op welke tekst.",
        "matches": "Welke regelingen passen en waarom.",
        "broker": "Welke makelaar past en waarom.",
        "route": "Wat de ondernemer ermee wil.",
    },
    bases={"consents": CONSENT},
)  # fmt: skip

FIELDS = Store(
    "record: fields", "Gegevens in de groeivraag", PUBLIC_TASK, QUESTION, (PERSON, BROKER),
    {
        "desired_result": "Wat de ondernemer wil bereiken.",
        "call_when": "Wanneer de ondernemer gebeld wil worden.",
        "approach": "Wat de ondernemer wil doen.",
        "for_broker": "Vragen en wensen voor de makelaar, in de woorden van de ondernemer.",
        "ambition": "Waar het bedrijf naartoe moet.",
        "situation": "Hoe het nu gaat, in de woorden van de ondernemer.",
        "obstacle": "Wat in de weg staat.",
        "tried": "Wat al is geprobeerd, zodat het niet nog eens wordt aangeraden.",
        "horizon_months": "Binnen welke tijd.",
        "urgency": "Hoe dringend het is.",
        "municipality": "Waar het bedrijf zit: bepaalt welke regelingen gelden.",
        "sector": "Wat het bedrijf doet: bepaalt welke regelingen gelden.",
        "employees": "Hoe groot het bedrijf is: bepaalt welke regelingen gelden.",
        "stage": "Hoe ver het bedrijf is; door ons afgeleid.",
        "legal_form": "Rechtsvorm; alleen gevraagd als een regeling ervan afhangt.",
        "company_age_years": "Leeftijd van het bedrijf; alleen als een regeling ervan afhangt.",
        "annual_turnover_eur": "Omzet; alleen als een regeling ervan afhangt.",
        "amount_eur": "Hoeveel geld nodig is; alleen als een regeling ervan afhangt.",
        "owner_municipality": "Woonplaats; alleen als een regeling ervan afhangt.",
        "company_name": "Naam van het bedrijf, voor de makelaar.",
        "kvk_number": "KVK-nummer, zodat het CRM het juiste bedrijf kiest.",
        "started_already": "Of al is begonnen; alleen als een regeling ervan afhangt.",
        "earlier_aid": "Eerdere steun; alleen als een regeling ervan afhangt.",
        "wanted_help": "Welke hulp de ondernemer wil.",
        "trigger": "Waarom juist nu.",
        "pyramid_level": "Plaats op de groeipiramide; door ons afgeleid.",
    },
)  # fmt: skip

PARTS = (SLOTS, EVENTS, INTAKE, RECORD, FIELDS)
