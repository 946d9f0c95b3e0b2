"""Tables, migrations, and the connection to the database."""

from bot.store.database import StoreUnavailable, connect, migrate, now, reading, writing

__all__ = ["StoreUnavailable", "connect", "migrate", "now", "reading", "writing"]
