"""Faults against a real installation while talks go on; see ``__main__``."""
