"""Rasa custom actions: thin, everything they decide is decided in `bot.dialogue`."""
