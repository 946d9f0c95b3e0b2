"""Rasa's RulePolicy, without its built-in rules that throw a conversation away."""

from __future__ import annotations

from rasa.core.policies import rule_policy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

# Rasa answers the intents `restart` and `back` by itself, by dropping what was said. Here they are
# things that people say, and the conversation deals with them (it asks first).
for _intent in ("restart", "back"):
    rule_policy.DEFAULT_ACTION_MAPPINGS.pop(_intent, None)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class IntakeRulePolicy(rule_policy.RulePolicy):
    """Rules only: every message goes to the intake form."""
