"""The growth question (groeivraag): the structured result of one intake. Pure Python."""
