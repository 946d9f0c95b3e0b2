"""Tables, migrations, and the connection to the database."""

from bot.store.database import connect, migrate, now, readable, reading, writing
from bot.store.schema import StoreUnavailable, WrongSchema

__all__ = [
    "StoreUnavailable",
    "WrongSchema",
    "connect",
    "migrate",
    "now",
    "readable",
    "reading",
    "writing",
]
