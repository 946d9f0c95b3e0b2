"""Rasa behind a small port: graph components, in-process actions, stores, HTTP on loopback."""
