"""What people write in Dutch, as values: amounts, periods, people, places, sectors, identifiers.

Pure functions of a text (and, where it matters, a date and a gazetteer); nothing here reads a
file, a clock or a database. Start at :func:`extract`.
"""

from bot.language.extract import extract
from bot.language.found import Found, Span
from bot.language.gazetteer import Gazetteer, Place, Sector
from bot.language.normalise import normalise

__all__ = ["Found", "Gazetteer", "Place", "Sector", "Span", "extract", "normalise"]
