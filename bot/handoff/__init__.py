"""Brings a growth question to a person: the brief, the outbox to mail and CRM, and its plugins."""
