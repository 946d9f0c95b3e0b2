"""Text to intents and needs: features, a linear calibrated classifier, and the need ranker.

Pure Python on numpy and scikit-learn; `bot.engine.components` puts it into Rasa's graph.
"""
