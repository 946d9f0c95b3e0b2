"""Which instruments and which broker fit a growth question, and why. Pure Python."""

from bot.matching.broker import BrokerChoice, choose_broker
from bot.matching.match import Match, checked_in_words, match, match_one, reason_for
from bot.matching.models import Broker, Criterion, Instrument, load_brokers, load_instruments

__all__ = [
    "Broker",
    "BrokerChoice",
    "Criterion",
    "Instrument",
    "Match",
    "checked_in_words",
    "choose_broker",
    "load_brokers",
    "load_instruments",
    "match",
    "match_one",
    "reason_for",
]
