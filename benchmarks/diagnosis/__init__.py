"""How well the diagnosis finds the need of entrepreneurs that are played by the computer."""
