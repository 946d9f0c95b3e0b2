"""Whether a word of a sector says what the own company is or does.

Three sorts of words tell it in different ways. A kind of company ("brouwerij") does so with "mijn",
"een ... hebben" and even with "de": who writes of "de brouwerij" here writes of the own one. A
trade ("loodgieter") does so behind "ik ben" or "als". A thing or activity ("warmtepompen") is
mentioned by anybody, so it needs a verb of doing: "wij installeren warmtepompen".
"""

from __future__ import annotations

import re
from enum import Enum, auto

from bot.language import company
from bot.language.patterns import any_of
from bot.language.reading import Context

_REACH = 12
"""Words before a word of a sector within which a cue about it stands."""
HINT = 0.5
"""Confidence of a word that may say it, but need not."""


class Sort(Enum):
    """What a word of a sector is the name of."""

    COMPANY = auto()
    EVERYBODYS = auto()
    """A kind of company that everybody deals with: "de supermarkt" is not the own one."""
    TRADE = auto()
    THING = auto()


_TRADE = re.compile(
    any_of("""
        emer, enier, maker, zetter, bouwer, werker, schilder, bakker, slager, kapper, kapster, teur,
        meur, developer, man, vrouw, arts, tist, peut, visser, kweker, teler, houder, koerier, boer,
        leverancier, makelaar, ticien, tricien, gieter, metselaar, doo?r, klusser, wasser, dekker,
        graaf, grafe, loog, theker, boerin, tuinder, kok, chef, smid, coach, notaris, jurist,
        lasser,
        consultant, gids, barista, docent, leraar, styliste?, architect, adviseur, trainer, drukker,
        marketeer, recruiter, koper, chauffeur, boekhoudster, vormgever, werper, schrijver,
        vertaler,
        ingenieur, beveiliger, draaier, frezer, monteur, techneut, advocaat, accountant, houdster,
        verzorgende, interimmer, assistant, brouwer, rijder, transporteur, baas, er in de \\w+,
        ster, (?<!ate)lier, heerder, mist, piloot
    """)
    + "(?:s|en)?$"
)
_ADJECTIVE = (
    r"(?:(?!(?:de|die|deze|alle|onze|grootste|beste|vaste|hoe|wie|ze)\b)\w+e"
    r"|klein|groot|eigen|mooi|gewoon|echt|lokaal|al|nu|zelf|toch|maar|ook|heel|zo n)"
)
_A = "(?:een|n|zo n|#1)"
_WE = any_of("ik, we, wij, wij is, k")
_POSSESSIVE = re.compile(rf"\b(?:mijn|me|ons|onze)(?: (?:{_ADJECTIVE}|tweede)){{0,2}}$")
_BE = any_of("ben, zijn, is, was, waren, blijf, word, werd, bent")
_IS_A = re.compile(
    rf"(?:\b{_WE} {_BE}|^(?:ben|zijn)(?! (?:je|jij|u|jullie)\b)|\b{_BE} {_WE})"
    r"(?: (?!bij|van|voor|met|naar|volgens|door)\S+){0,4}$"
    r"|\b(?:zelfstandige?|zzp(?: er)?|freelance|freelancer|sinds kort|van beroep|startende?"
    r"|beginnende?|gediplomeerde?|gecertificeerde?|erkende?|ambulante?)$"
    r"|(?<!baan )(?<!baantje )(?<!werk )(?<!geslaagd )(?<!werkt )(?<!schrijft )(?<!praat )"
    rf"\bals(?: {_ADJECTIVE})?$"
    rf"|(?<!zoek )\b(?:werk|begonnen|begin|start|help) als(?: {_A})?(?: {_ADJECTIVE})?$"
    r"|\bwij$"
)
_RUN = any_of("""
    heb, hebben, run, runnen, begin, begonnen, begon, start, gestart, open, openen, opende, leid,
    leiden, exploiteer, exploiteren, bestier, bestieren, uitbaten, uitbaat, draai, draaien, bezit,
    beheer, had, hadden, overgenomen
""")
_PLAIN = (
    r"(?!(?:een|maar|dat|vanaf|bij|voor|van|met|op|in|aan|naar|over|uit|tegen|door|om|geen)\b)\S+"
)
_HAS_A = re.compile(
    rf"(?:\b{_WE}|^)(?: \S+)? {_RUN}(?: {_PLAIN}){{0,4}} {_A}(?: {_ADJECTIVE}){{0,2}}$"
    rf"|^{_RUN}(?: \S+)? {_A}(?: {_ADJECTIVE}){{0,2}}$"
    rf"|\b{_WE} {_BE}(?: \S+){{0,2}} {_A}(?: {_ADJECTIVE}){{0,2}}$"
    rf"|\b{_RUN} (?:ik|we|wij)(?: {_PLAIN}){{0,3}} {_A}(?: {_ADJECTIVE}){{0,2}}$"
    rf"|\b(?:ik|we|wij) {_RUN} (?:de|het|dit|deze)(?: {_ADJECTIVE})?$"
    rf"|\b(?:eigenaar|eigenaresse|dga|directeur) van (?:een|de|het)(?: {_ADJECTIVE})?$"
    rf"|\b{_WE} (?:heb|hebben|run|runnen)(?: (?:nu|hier|ook))?(?: #\d+)?(?: {_ADJECTIVE})?$"
    rf"|\b(?:{_WE} (?:heb|hebben)|(?:heb"
    rf"|hebben) {_WE}) een (?:\S+ ){{1,5}}en een(?: {_ADJECTIVE})?$"
    rf"|\ben {_RUN} {_A}(?: {_ADJECTIVE})?$"
    r"|\b(?:klaar|gedaan|stoppen|stop|ophouden|doorgaan|verder) met (?:de|het|die)$"
    rf"|\bheet (?:het |dit |nu )*{_A}(?: {_ADJECTIVE})?$"
    rf"|^(?:het|dit) (?:is|betreft)(?: {_A})?$|\b(?:tis|het is|is het) meer(?: {_A})?$"
    rf"|\b(?:hier|dit) (?:is )?(?:een|ne?n)(?: {_ADJECTIVE})?$"
)
_BEGUN = re.compile(r"^(?:begonnen|gestart|overgenomen|geopend|opgericht)\b")
DO = any_of(r"""
    doe, doen, maak, maken, bouw, bouwen, ontwikkel, ontwikkelen, lever, leveren, verkoop,
    verkopen, verzorg, verzorgen, verbouw, verbouwen, teel, telen, kweek, kweken, repareer,
    repareren, reppareren, produceer, produceren, plaats, plaatsen, vis, vissen, rijd, rij, rijden,
    rijdt, test, testen, vervaardig, vervaardigen, geef, geven, verhuur, verhuren,
    ontwerp, ontwerpen, installeer, installeren, fok, fokken,
    verwerk, verwerken, handel, handelen, druk, drukken, las, lassen, draai,
    draaien, bak, bakken, brouw, brouwen, organiseer, organiseren, onderhoud, onderhouden, leg,
    leggen, pel, pellen, kook, koken, naai, naaien, sorteer, sorteren, wassen, train, trainen,
    beheer, beheren, lease, leasen, stook, stoken, brand, branden, slijp, slijpen, snijd, snijden,
    sloop, slopen, saneer, saneren, film, filmen, rooi, rooien, oogst, oogsten, spuit, spuiten,
    bied, bieden, fabriceer, fabriceren, zaag, zagen, slacht, slachten, schrijf, schrijven,
    restaureer, restaureren, begeleid, begeleiden, behandel, behandelen, stem, stemmen, trim,
    trimmen, vul, vullen, verpak, verpakken, adviseer, importeer, importeren,
    persen, pers, tap, tappen, keur, keuren, graaf, graven, poets, poetsen, scheer, scheren,
    schil, schillen, rook, roken, monteer, monteren, polijst, polijsten, verf, verven, boor,
    boren, maal, malen, pluk, plukken, schenk, schenken, ontruim, ontruimen, beveilig,
    beveiligen, reinig, reinigen, inspecteer, inspecteren, bemiddel, bemiddelen, lak, lakken,
    bedruk, bedrukken, graveer, graveren, giet, gieten, weef, weven, haak, haken,
    vlecht, vlechten, distilleer, distilleren, rooster, roosteren, vang, vangen, smeed, smeden,
    borduur, borduren, vermaal, vermalen, vernietig, vernietigen, verwijder, verwijderen,
    renoveer, renoveren, bewerk, bewerken, maai, maaien, vervoer, vervoeren, knip, knippen,
    delf, delven, bind, binden, bekleed, bekleden, stort, storten, plant, planten, snoei,
    snoeien, zet, zetten, doceer, doceren, componeer, componeren, programmeer, programmeren,
    beletter, beletteren, ontstop, ontstoppen,
    voeg, voegen, bestraat, bestraten, shredder, shredderen,
    exporteer, exporteren, hang, melk, melken, houd, houden, fileer, fileren, frees, frezen,
    composteer, composteren
""")
_NO_FURTHER = r"voor\b|aan\b|bij\b|dat\b|naar\b|door\b|waar\b|van #"
"""Words behind which something else than what is done is named."""
_DOES = re.compile(
    rf"(?:\b(?:ik|we|wij|k|bedrijf)"
    r"|\b(?:ik|wij|we) en (?:mijn|me|mn|m n) \S+|\b(?:mijn|me|mn) \S+ en ik"
    r"|^(?=(?:doe|doen|maak|maken|bouw|bouwen|verkopen|telen|kweken|kweek|teel|verhuren"
    r"|repareren|bakken|importeren|leveren|plaatsen|leggen|installeren|fokken|brouwen|naaien"
    r"|ontwerpen|rij|rijden) )|^(?=kweken$|kweek$|telen$|teel$|verhuren$|verkopen$|repareren$))"
    rf"(?: (?:zelf|ook|al|nu|vooral|nota bene zelf))?"
    rf" ?\b(?:{DO})(?: (?!{_NO_FURTHER}|alles\b|met mijn\b)\S+){{0,5}}$"
    rf"|\b(?:{DO}) (?:ik|we|wij)(?: (?!{_NO_FURTHER})\S+){{0,4}}$"
    rf"|\b(?:ik|we|wij)\b.* en (?:{DO})(?: (?!{_NO_FURTHER}|met\b)\S+){{0,2}}$"
    r"|\b(?:\w*bedrijf\w*|zaak|onderneming|bv(?: tje)?|vof(?: je)?|stichting|maatschap"
    r"|winkel|tent|club(?: tje)?|clubje|firma|atelier)"
    r"(?: \S+){0,3} (?:doet|maakt|bouwt|levert|verkoopt|verhuurt|repareert|teelt|kweekt|ontwerpt"
    r"|installeert|ontwikkelt|organiseert|verzorgt|produceert|restaureert|verwerkt"
    r"|importeert|exporteert|plaatst|legt|vervoert|onderhoudt|drukt|bakt|brouwt|snijdt|slijpt"
    r"|spuit|perst|keurt|bemiddelt|verwijdert|reinigt|saneert|sorteert|graaft|boort"
    r"|verkoopt)(?: \S+){0,4}$"
    r"|\b(?:makers?|producent|leverancier|fabrikant|verkoper|importeur|handelaar)"
    r" (?:van|in|met)(?: \S+)?$"
    r"|\b(?:(?<!van )(?<!kregen )(?<!kreeg )iets met|bezig met|bedrijf (?:in|met|voor)|handel in)"
    r"(?: \S+)?$|\b(?:specialist in|verhuur van|verkoop van|doet in|doen in|handelt in|handelen in)"
    r"(?: \S+)?$|\bniets anders dan$|\b(?:val|vallen)(?: \S+){0,2} onder$|^dus$|\bdus ja$"
    r"|\b(?:ik|we|wij) (?:ben|zijn) van (?:de|het)$"
    r"|\b(?:sta|staan)(?: \S+){0,3} (?:markt|beurs|braderie) met(?: \S+)?$"
    r"|\b(?:doe|doen) alles (?:met|in|van)$"
    r"|\b(?:zit|zitten)(?: \S+){0,4} in \S+ met$"
    r"|\b(?:ik|we|wij) (?:ben|zijn) (?:puur|vooral|alleen)$|\b(?:ben|zijn) (?:ik|we"
    r"|wij) (?:puur|vooral|alleen)$"
)
_BRANCH = re.compile(
    r"(?:\b(?:ik|we|wij)\b|^(?!(?:die|hij|zij|ze|wie|in)\b)|^(?=in\b)|\bwerkzaam|\bactief"
    r"|\bzzp er|\bzzp"
    r"|\bzelfstandig|\bniemand\b|\bhier\b|\bkrijg)"
    r"(?: \S+){0,4}"
    r" ?\bin(?: den?| het)?(?: \w+e)?$|#\d+ (?:man|fte|jaar|mensen) in (?:de|het)$"
    r"|^(?:kijk )?(?:hier )?(?:in|bij) de$|\b(?:branche|sector) is$|\bgaat in (?:de|het)$"
)
_WISHES = re.compile(r"(?<!wil dat )\b(?:ik|we|wij)\b(?: (?!een$)\S+){0,3}$")
_WITH_IT = re.compile(r"\b(?:op|in|met|aan|bij|van|voor)(?: de| het)?$")
_TO_DO = re.compile(
    r"^(?:doen|verkopen|telen|kweken|verbouwen|verhuren|repareren|maken|bouwen|geven|leveren"
    r"|doe|verkoop|teel|kweek|verbouw|verhuur|repareer|maak|bouw|lever)\b"
)
_MAKING = re.compile(r"^(?:maken|bouwen|telen|kweken|ontwikkelen|verhuren|repareren|verkopen)\b")
_INVENTED = re.compile(r"^(?:\S+ )?(?:bedacht|ontwikkeld|uitgevonden|ontworpen|laten patenteren)\b")
_NOT_BRANCH = re.compile(
    r"\b(?:klant\w*|ken|kennen|kent|gaat(?! in (?:de|het)$)|zoek\w*|stuur\w*|naar)\b"
)
_BRANCH_WORK = re.compile(
    r"\b(?:ben|zijn|zit|zitten|werk|werken|begonnen|begon|actief|werkzaam|wil|zzp)\b"
)
_DEFINITE = re.compile(rf"\b(?:de|het|deze|dit|hele|#0\.5)(?: {_ADJECTIVE})?$")
_SOMEBODY = any_of("""
    man, vrouw, inkoper, advocaat, baas, monteur, chef, zaakvoerder, buurman, buurvrouw,
    vertegenwoordiger, accountmanager, planner, jongen, meneer, mevrouw
""")
_OUT_OF = re.compile(
    rf"\b(?:naar|uit|tegenover|naast|achter|tegen|door|boven|links zit|rechts zit"
    rf"|(?:die|een) \w+ van|{_SOMEBODY} van|vanaf"
    rf"|(?:opdracht|order|bestelling|factuur|rekening|brief|aanvraag|contract"
    rf"|rood)(?: \S+)? (?:van|met|bij))"
    rf"(?: de| het| een)(?: {_ADJECTIVE})?$"
)
_HELP = any_of(r"""
    haalbaar, weggelegd, interessant, geschikt, potje\w*, subsidies?, regeling\w*, iets, wat,
    bedoeld, toegankelijk, vraag, financiering,
    doen, hulp, geld, lening, ook, geldt
""")
_FIRM_WITH = re.compile(
    rf"\b(?:bedrijf(?:je)?|zaak(?:je)?|stichting|vereniging|cooperatie|maatschap|vof|bv"
    rf"|eenmanszaak|onderneming)"
    rf" (?:met|in|voor)(?: {_A})?(?: {_ADJECTIVE})?$"
)
"""A form or "bedrijf" with what it is: "stichting met een buurtmuseum"."""
_WITH_US = re.compile(
    rf"\b(?:bij ons|(?:ik|we|wij) (?:werk|werken|sta zelf|staan zelf)(?: \S+){{0,4}})"
    rf" (?:in|op) (?:de|het|die)(?: {_ADJECTIVE})?$"
)
_ON_WITH = re.compile(
    r"\b(?:door|verder|stop|stoppen|begin|beginnen|begonnen|bezig) met (?:de|het|mijn|onze)$"
)
_I_RUN = re.compile(
    r"^waar (?!.* (?:ben|zijn|was) geweest)(?:ik|wij|we)(?: \S+){0,3}"
    r" (?:ben|zijn|werk|werken|run|runnen|leid|leiden|heb|hebben)\b"
)
_CAN_ONE = re.compile(rf"\b(?:kan|moet|mag) een(?: {_ADJECTIVE})?$")
"""What a trade can or must: "wat kan een bakker met AI"."""
_I_HAVE_IT = re.compile(r"^(?:heb|hebben|run|runnen|doe|doen|maak|maken) (?:ik|wij|we)\b")
_HAVE = re.compile(r"^(?:heb|hebben|run|runnen)\b")
_I_A = re.compile(rf"\b(?:ik|we|wij)\b.* een(?: {_ADJECTIVE})?$")
_I_DO_IT = re.compile(rf"^(?:{DO}) (?:ik|wij|we)\b")
_STAFF_IN = re.compile(
    r"\b(?:personeel|mensen|medewerkers|collega s?)(?: \S+)? (?:in|voor) (?:de|het|mijn)$"
)
_WORK_HERE = re.compile(r"\b(?:in|bij) (?:mijn|onze|ons) \w+ (?:werken|zitten|lopen)(?: \S+){0,2}$")
_BUYS = re.compile(r"\b(?:koop|kopen)(?: \S+)?$")
_BUYS_IN = re.compile(r"^(?:in|op)$")
"""Who buys it "in" trades in it; who buys it has it from others."""
_IS_THERE = re.compile(r"\b(?:er|hier)(?: \S+){0,3} een$")
_EXISTS = re.compile(r"^(?:zit|is|bestaat|staat)\b")
_ASKED_OF_ONE = re.compile(
    r"^(?:en |maar )?(?:kan|mag|moet|hoe|waar|wat|wanneer)"
    r"(?: (?!koop|vind|krijg|haal|huur|ik|we|wij)\S+){0,3}"
    rf" een(?: {_ADJECTIVE})?$"
)
"""What one of its kind can or must, in general, is asked by who has one."""
_MEANT_FOR = re.compile(
    rf"\b{_HELP}(?: \S+){{0,4}} voor(?: {_A}| een| mijn| de| het)?(?: {_ADJECTIVE})?$"
)
_MONEY_FOR = re.compile(
    r"\b(?:subsidies?|geld|lening|financiering|potje\w*|loon|salaris|tarief"
    r"|uurtarief)(?: \S+){0,2} voor(?: \S+){0,3}$"
)
"""Money for a trade hires somebody: "subsidie voor een boekhouder"."""
_FOR_ONE = re.compile(rf"\bvoor(?: {_A})?(?: {_ADJECTIVE})?$")
_IS_MEANT = re.compile(r"^(?:bedoeld|geschikt|toegankelijk|interessant)\b")
_MAY = re.compile(rf"\b(?:mag|kan)(?: {_A})?(?: {_ADJECTIVE})?$")
_MAY_TOO = re.compile(r"^(?:ook|dat|ok|in \S+ dan)\b")
_QUALIFIES = re.compile(
    r"\b(?:komt?|kom ik (?:als|met)(?: mijn)?|kan|mag|krijgt|telt)(?: dan| ook)?(?: een)?$"
)
_ELIGIBLE = re.compile(r"\baanmerking\b")
_YEARS_OF = re.compile(r"(?:#\d+|honderd) jaar$|\bgeneraties?$|\bhectare$")
_SECOND = re.compile(
    rf"\b(?:een|de|die|{_A}) tweede$|(?<!geen )(?<!zijn )(?<!hun )(?<!haar )\beigen$"
)
"""A second one is one's own, wished or there: "een tweede restaurant"."""
_RUNS = re.compile(r"^(?:draait|loopt|gaat|zit vol|heeft|niet goed)\b")
_FIRM_OF = re.compile(
    r"\b(?:maatschap|vof|cooperatie|collectief|team) van$|"
    r"\b(?:maatschap|vof|bv|praktijk|team|bedrijf) (?:van|met) #\d+$"
)
_BOUGHT_IN = re.compile(r"\b(?:koop|kopen|koopt|kocht|haal|halen|ligt|liggen|te koop|gezien)\b")
_OF_STAFF = re.compile(
    r"^van #\d+\b(?! (?:naar|tot|jaar))|^(?:met )?#\d+ (?:man|fte|mensen|medewerkers)\b"
)
_LABEL_ENDS = re.compile(
    r"^(?:$|[,.(\n]|op het gebied van|in aanbouw|aan huis|in oprichting|en (?:een beetje "
    r"|wat )?\S+(?: [,.(]|$)"
    r"|in \S+(?: [,.]| en |$| met #)|met (?:#|een )|op urk|sinds|hier$"
    r"|zonder (?!mijn|ons|onze|dat|te|de |het )\S+(?: |$)"
    r"|(?:pools|duits|engels|frans|spaans|arabisch|turks|russisch|oekraiens|italiaans)(?: |$))"
)
_STANDS = re.compile(
    r"^(?:aan (?:het|de)|langs|nabij|vlakbij|midden in|buiten|achter de|naast de|in het|in de|bij)"
    r" (?:\S+)(?: (?:bij|van|in|te|op) \S+(?: \S+)?)?$"
)
"""Behind a kind of company that opens a message: where it stands."""
_TALKED_OF = re.compile(r"^(?:is|zijn|kost|kosten|wordt|worden|heeft|hebben|kan|kunnen|moet)\b")
_SOMEWHERE = re.compile(r"^(?:in|bij|uit|te) \S+(?: \S+)?$")
_THEIRS = re.compile(
    r"^(?:om de hoek|op de hoek|hiernaast|ernaast|naast|beneden|boven|verderop|tegenover"
    r"|aan de overkant|waar|die (?:dit|dat|eerst|vroeger|failliet|mij|ons)"
    r"|van (?:mijn|een|vader|moeder|de buren)(?!.*\bovergenomen)"
    r"(?! \S+ en (?:mij|mezelf|mijzelf|ik|mi)\b))\b"
)
"""Behind a kind of company: whose it is, or where it stands as seen from here."""
_ACTS = re.compile(
    r"^(?:in de \w+ )?"
    + any_of("""
        zegt, zei, zeiden, zeggen, belt, belde, bellen, rekent, rekende, vraagt, vroeg, vragen,
        stuurt,
        stuurde, bracht, brengt, haalt, haalde, zag, wil, willen, wilde, wilden, geeft, gaf, geven,
        betaalt, betaalde, betalen, vindt, vond, weigert, weigerde, bestelt, bestelde,
        (?:kwam|komt|kwamen|komen) niet, daagde niet, liet (?:ons|mij|me), laat (?:ons|mij|me)
    """)
    + r"\b(?! (?:ik|we|wij)\b)"
)
"""What a company does that one deals with: "de kliniek geeft mij drie maanden"."""
_AT_WORK = re.compile(r"\b(?:werk|werken)\b(?: \S+){0,3} (?:in|op|bij) (?:de|het)$")
_BRINGS = re.compile(
    r"\b(?:haalt|brengt|levert|stuurt|belt|rekent|vraagt|zegt|zei|belde) (?:de|het)$"
)
_PUT_INTO = re.compile(r"\bkrijg\w*\b.* in (?:de|het)$")
_PUT_IN = re.compile(r"^(?:krijgen|liggen|leggen|brengen)\b")
_PAST = re.compile(r"^(?:\S+ ){0,2}(?:gehad|opgegroeid|prive)\b")
_SUCCEEDS = re.compile(r"^(?:\S+ ){0,3}(?:overnemen|voortzetten|doorzetten)\b")
_STOPS = re.compile(r"\b(?:stoppen|ophouden|gestopt|verdienen|verdien) (?:\S+ )?met (?:de|het)$")
_LIVES = re.compile(r"^(?:wonen|woon|woont)\b")
_SOUGHT = re.compile(r"\b(?:vind|vinden|zoek|zoeken|krijg|mis|missen)\b(?: \S+){0,3}$")
_MAINLY = re.compile(r"\b(?:voornamelijk|vooral|hoofdzakelijk|met name)$")
_WAS = re.compile(r"^(?:zat|werkte|reed)\b")
_TALK_OVER = re.compile(r"\b(?:meedenken|nadenken|praten|sparren|denken) over (?:de|het)$")
_SEEKS = re.compile(r"^zoekt\b")
_EATEN = re.compile(r"^(?:\S+ )?(?:gegeten|opgegeten|laten|verbrand\w*|gedronken)\b")
_EMPTY = re.compile(r"^(?:\S+ ){0,2}leeg\b")
_NAMED = re.compile(
    r"^(?!(?:of|dat|die|wat|waar|om)\b)(?:van )?(?:. )?(?:\w+ )?(?:\w+ )?\w+(?: (?:in|uit) \S+)?$"
)
"""Behind a kind of company that opens a clause: its name."""
_OPENS = re.compile(
    r"^(?:(?:beedigd|gediplomeerd|erkend|gecertificeerd|zelfstandig|freelance|ambulant|mobiel|en|een"
    r"|n|eigen|klein|kleine|familie|ook|dus|wij|\w+(?:aams|urks|isch|inees"
    r"|kaans|iaans|rieks)) ?)*$"
)
_WANTED = re.compile(
    r"^(?:\S+ ){0,3}"
    + any_of("""
        nodig, kopen, zoeken, aanschaffen, inhuren, verbeteren, regelen, inrichten, laten, vinden,
        huren, gebruiken, invoeren, installeren, erbij, bij komen, reserveren, boeken
    """)
    + r"\b"
)
_SO_THAT = re.compile(r"^om (?:\S+ ){0,4}te\b")
_OTHERS = re.compile(
    r"\b"
    + any_of(r"""
        klanten, klant, opdrachtgevers?, afnemers?, doelgroep, leveranciers?, toeleverancier,
        ingehuurd, inhuren, huren, gebeld, bellen, zoek\w*, nodig(?! (?:\w+ )?voor\b), stage,
        collega,
        concurrent\w*, andere, ander(?! (?:de|het)\b), miss\w*, buurman, buren, oude$, ontbreekt,
        grootvader, opa, eigenaar wil, verhuurder,
        grootste
    """)
    + r"\b(?: \S+){0,3}$"
)


_WORKS = re.compile(rf"\b(?:ik|we|wij)\b(?: \S+){{0,2}} (?:{DO}|werk|werken)\b(?: \S+){{0,4}} ?$")


_WE_DO_FOR = re.compile(
    r"\b(?:(?:ik|we|wij)\b.* doen|doen (?:we|wij))(?: \S+){0,4} voor(?: \S+){0,2}$"
)


def is_meant_for(context: Context) -> bool:
    """Whether help is asked for a company like the one named: "subsidie voor een bakkerij"."""
    left, right = context
    if _WE_DO_FOR.search(left):
        return False
    return bool(_MEANT_FOR.search(left) or (_FOR_ONE.search(left) and _IS_MEANT.match(right)))


_APART = re.compile(r"^(?:$|dus$|zeg maar$|en (?:een beetje |wat )?\S+$|hoor$)")
_SIZE_OR_FORM = re.compile(
    r"#\d+ (?:man|mensen|medewerkers|fte|chauffeurs|monteurs|jongens)\b|\b(?:vof|maatschap|bv"
    r"|eenmanszaak|stichting)\b|\b(?:we|wij) zitten in\b"
    r"|\b(?:de zaak is|in (?:mijn|m n|mn) eentje|familiebedrijf|eigen baas)\b"
)
_LISTED_BEHIND = re.compile(r"^(?:dus|ja|#\d+)?$")
_CALLED_SO = re.compile(
    r"^(?:moest er staan|moet (?:ge|je|u) (?:dat|het) noemen|zal het wel heten|heet dat|zeg maar)\b"
)


def is_listed(context: Context, message: str) -> bool:
    """Whether a word stands apart among what a company is like: "vof, twee man, metaal dus"."""
    if not _LISTED_BEHIND.match(context.left):
        return False
    if context == ("", "dus"):
        return True
    if _CALLED_SO.match(context.right):
        return True
    apart = _APART.match(context.right) and len(message.split()) <= _LIST_WORDS
    return bool(apart and _SIZE_OR_FORM.search(message))


_LIST_WORDS = 20
"""Words of a message that may be a list of what a company is like; a story is longer."""


_THEY_BUY = re.compile(r"\b(?:kopen|koopt) (?:mijn|ons|onze)$")
"""What others buy is what is sold here: "de Italianen kopen onze tong"."""


def is_possessed(context: Context) -> bool:
    """Whether "mijn" or "onze" stands right before the word, and it is not bought."""
    left, right = context
    bought = _BOUGHT_IN.search(left) and not _THEY_BUY.search(left)
    is_used = _EATEN.match(right) or _EMPTY.match(right)
    return bool(_POSSESSIVE.search(left)) and not bought and not is_used


_GIVES = re.compile(r"\b(?:geven|geef)(?: (?:ik|we|wij))?(?: (?:gratis|alleen|ook))?$")
_THE_TOOL = re.compile(
    r"\b(?:doe|doen)\b.* (?<!in )(?<!bij )(?:de|het)$|\b(?:rij|rijd|rijden)\b.* met(?: #\S+)?$"
)
_FOR_THEM = re.compile(r"^(?:voor|van|bij) (?!mijn\b|ons\b|onze\b|de zaak\b|mezelf\b)")


def is_given_away(left: str) -> bool:
    """Whether the word is what is given: "we geven fruit en een kerstpakket"."""
    return bool(_GIVES.search(left))


def is_for_oneself(context: Context) -> bool:
    """Whether something that any company has is done or used for oneself: "ik doe de boeken"."""
    return bool(_THE_TOOL.search(context.left)) and not _FOR_THEM.match(context.right)


_REPAIR_OF = re.compile(r"\b(?:onderhoud\w*|reparaties?|\w*werk|werkzaamheden) aan$")


def without_repair(context: Context) -> Context:
    """The context of what is mended: "wij doen onderhoud aan schepen" is about ships."""
    left = _REPAIR_OF.sub("", context.left).rstrip()
    return Context(left, context.right)


def is_done_next(context: Context) -> bool:
    """Whether what is done with the word follows it: "dat ik uien teel"."""
    return bool(_TO_DO.match(context.right))


def works_for(left: str) -> bool:
    """Whether the speaker does something for what is named next: "wij maken tafels voor"."""
    return bool(_WORKS.search(left))


def is_owned(context: Context) -> bool:
    """Whether the word is said to be there: "niemand kent onze werf" denies no werf."""
    left = context.left
    return (
        bool(_POSSESSIVE.search(left) or _DEFINITE.search(left))
        or left.endswith("als")
        or bool(_SECOND.search(left))
    )


def sort_of(canon: str, is_thing: bool, is_everybodys: bool, weak: bool) -> Sort:
    """The sort of a word; ``weak``: listed as saying it of the speaker only."""
    if is_thing:
        return Sort.THING
    if is_everybodys:
        return Sort.EVERYBODYS
    if _TRADE.search(canon):
        return Sort.TRADE
    return Sort.THING if weak else Sort.COMPANY


def confidence(sort: Sort, context: Context, is_label: bool, opens_message: bool) -> float:
    """How surely a word speaks of the own company; 0 where it does not.

    ``is_label``: the message is hardly more than the word; ``opens_message``: it begins with it.
    """
    left, right = " ".join(context.left.split(" ")[-_REACH:]), context.right
    if _PAST.match(right):
        return 0.0
    if sort in (Sort.COMPANY, Sort.EVERYBODYS) and _is_handed_on(left, right):
        return 0.75
    if company.of_others(context.left):
        return 0.0
    if _MEANT_FOR.search(left) and sort in (Sort.COMPANY, Sort.TRADE):
        return 0.7 if sort is Sort.COMPANY or not _MONEY_FOR.search(left) else 0.0
    if not left and _SEEKS.match(right) and sort is not Sort.THING:
        return 0.75
    if _ELIGIBLE.search(right) and (_QUALIFIES.search(left) or left.endswith("als")):
        return 0.7
    if sort is not Sort.THING and _MAY.search(left) and _MAY_TOO.match(right):
        return 0.7
    if _FOR_ONE.search(left) and _IS_MEANT.match(right):
        return 0.7
    if sort is Sort.TRADE:
        own = _of_trade(left, right)
    elif sort is Sort.THING:
        own = _of_thing(left, right)
    else:
        own = _of_company(sort, left, right)
    if own > HINT:
        has_one = _HAS_A.search(left) and right.startswith(("met ", "erbij"))
        is_there = has_one or _STAFF_IN.search(left)
        is_named = sort is Sort.COMPANY and (_DEFINITE.search(left) or _SECOND.search(left))
        wanted = _WANTED.match(right)
        goes_on = wanted is not None and _IS_A.search(left) and " en " in wanted.group()
        return own if is_there or is_named or goes_on or not wanted else 0.4
    opens = _OPENS.match(left) and not _TALKED_OF.match(right)
    bare = not left and not right
    is_company = sort is Sort.COMPANY or (sort is Sort.EVERYBODYS and (opens_message or bare))
    ends = _LABEL_ENDS.match(right) or (is_company and _NAMED.match(right))
    ends = ends or (is_company and opens_message and _STANDS.match(right))
    if _SO_THAT.match(right):
        return 0.4
    if is_label and (sort is Sort.COMPANY or opens) and (is_company or ends):
        return 0.8 if not _OTHERS.search(left) else 0.4
    if _WANTED.match(right) or _OTHERS.search(left):
        return 0.4 if sort is Sort.COMPANY else 0.0
    if opens and ends and (opens_message or is_company):
        return 0.75
    return HINT if sort in (Sort.COMPANY, Sort.EVERYBODYS) else 0.0


def _is_handed_on(left: str, right: str) -> bool:
    """Whether a company goes on with somebody else or is lived from, so is the own one."""
    named = _DEFINITE.search(left) and not _OTHERS.search(left)
    return bool(
        (named and _SUCCEEDS.match(right))
        or _STOPS.search(left)
        or _TALK_OVER.search(left)
        or (left.endswith("boven de") and _LIVES.match(right))
    )


_WORK_AS = re.compile(r"\b(?:rij|rijd|rijden|werk|werken|draai) (?:ik|wij|we)(?: (?:als|nu))?$")
_AM_I = re.compile(
    r"^(?:ben|zijn|bin) (?:ik|wij|we)(?= ?(?:$|[,.!]| (?:en|in|uit|al|van|te|op|hier|sinds)\b))"
)
"""Around a trade that is put first, or with the verb before: "uitvaartspreker ben ik"."""


_DO_I = re.compile(rf"\b(?:{DO}) ik$")


def works_as(left: str) -> bool:
    """Whether a trade next is what somebody works as: "nu rij ik koerier"."""
    return _WORK_AS.search(left) is not None or _DO_I.search(left) is not None


def _of_trade(left: str, right: str) -> float:
    if _SOUGHT.search(left):
        return 0.0
    if _CAN_ONE.search(left):
        return 0.65
    if _WORK_HERE.search(left) or works_as(left) or (_OPENS.match(left) and _AM_I.match(right)):
        return 0.75
    if _FIRM_OF.search(left):
        return 0.8
    if _IS_A.search(left) and not re.search(r"\b(?:hij|zij|die|dat) (?:is|was)\b", left):
        return 0.9
    if not left and _SOMEWHERE.match(right):
        return 0.75
    if _YEARS_OF.search(left) or re.match(r"^(?:lelystad|almere|dronten)\b", right):
        return 0.75
    return (
        0.9
        if _HAS_A.search(left) and " is " not in f" {left} " and right.startswith("met een")
        else 0.0
    )


_AS_ONE = re.compile(r"\b(?:ik|we|wij)\b(?: \S+){0,3} als$")


def _of_thing(left: str, right: str) -> float:
    if _BUYS.search(left):
        return 0.8 if _BUYS_IN.match(right) else 0.0
    if _I_DO_IT.match(right) and not _WITH_IT.search(left):
        return 0.8
    if _DOES.search(left) or _AS_ONE.search(left):
        return 0.85
    if _MAINLY.search(left) and not right:
        return 0.7
    if left.endswith("zzp") or _FIRM_WITH.search(left):
        return 0.8
    if _ON_WITH.search(left):
        return 0.7
    if _HAS_A.search(left) and _INVENTED.match(right):
        return 0.7
    if (_WISHES.search(left) and _TO_DO.match(right)) or (not left and _MAKING.match(right)):
        return 0.7
    branch = _BRANCH.search(left)
    if _WITH_US.search(left):
        return 0.7
    if left == "in" and not right:
        return 0.0  # "hij had een zaak, in vloeren"
    if branch and not _WAS.match(right) and not _NOT_BRANCH.search(left):
        return 0.85 if _BRANCH_WORK.search(branch.group()) else 0.7
    return 0.0


def _of_company(sort: Sort, left: str, right: str) -> float:
    if left.endswith(("in de", "in het")) and (
        _BOUGHT_IN.search(f"{left} | {right}") or _PUT_INTO.search(left) or _PUT_IN.match(right)
    ):
        return HINT  # "dat koop ik in de winkel"
    theirs = _THEIRS.match(right) and not (_I_RUN.match(right) or _AT_WORK.search(left))
    if _DEFINITE.search(left) and (theirs or _ACTS.match(right) or _BRINGS.search(left)):
        return HINT
    if _FIRM_OF.search(left):
        return 0.8
    if sort is Sort.COMPANY and (_SECOND.search(left) or (not left and _RUNS.match(right))):
        return 0.75
    if _POSSESSIVE.search(left) or _IS_A.search(left) or _HAS_A.search(left):
        return 0.9
    if _HAVE.match(right) and _I_A.search(left):
        return 0.85
    if _I_RUN.match(right) or _I_HAVE_IT.match(right) or _FIRM_WITH.search(left):
        return 0.85
    if _OTHERS.search(left):
        return 0.4
    if (
        _STAFF_IN.search(left)
        or _WITH_US.search(left)
        or (_IS_THERE.search(left) and _EXISTS.match(right))
    ):
        return 0.7
    if _ASKED_OF_ONE.search(left) and not _WANTED.match(right):
        return 0.65
    is_same = left.endswith(("diezelfde", "dezelfde", "hetzelfde"))
    if _YEARS_OF.search(left) or (_OF_STAFF.match(right) and not is_same):
        return 0.8
    if _DOES.search(left) or (_BRANCH.search(left) and _BRANCH_WORK.search(left)):
        return 0.85
    if _BEGUN.match(right):
        return 0.8
    if (
        sort is Sort.COMPANY
        and _DEFINITE.search(left)
        and (not _OUT_OF.search(left) or re.search(r"\bhier\b", left))
        and not _THEIRS.match(right)
    ):
        return 0.7
    return HINT
