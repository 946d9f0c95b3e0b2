"""Whether somebody tells a wish or a trouble: the two are asked about in different words."""

from __future__ import annotations

import re

WISH = re.compile(
    r"\b(?:ik|we|wij)\s+(?:\w+\s+){0,2}?(?:wil|willen|wou|wilde|gaan?|zoek|zoeken|droom|dromen|"
    r"overweeg|overwegen)\b"
    r"|(?<!\bdaar )\b(?:wil|willen|ga|gaan)\s+(?:ik|we|wij)\b"  # not: "daar gaan we weer"
    r"|\bzou(?:den)?\s+(?:\w+\s+){0,2}?graag\b"
    r"|\b(?:plan|plannen|idee|droom|kans|kansen)\b",
    re.IGNORECASE,
)
"""What is wanted, planned or seen."""

TROUBLE = re.compile(
    r"\b(?:niet|geen|nooit|niemand|nergens|niks|niets|terug|stil|"
    r"tekort|te (?:weinig|veel|duur|druk|klein|laat)|"
    r"krap|probleem|problemen|gedoe|last|lastig|moeilijk|moeite|zwaar|moe|bang|zorgen|klachten|"
    r"klagen|kwijt|weg(?:lopen|gelopen|gaan)?|vast|loop(?:t|en)? (?:vast|tegen|achter)|ziek|ruzie|"
    r"afhankelijk|afgewezen|geweigerd|mis(?:t|sen)?|helaas|maar)\b",
    re.IGNORECASE,
)
"""What is wrong, lacking or in the way."""


def is_wish(text: str) -> bool:
    """Whether a text tells what is wanted and nothing that is wrong.

    "Ik wil een tweede zaak openen" is a wish; "ik wil uitbreiden maar krijg het geld niet rond"
    tells a trouble too, and is asked about as one.
    """
    return bool(WISH.search(text)) and not TROUBLE.search(text)
