"""How well the assistant understands, measured: run with ``make eval-nlu``."""
