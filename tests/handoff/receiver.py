"""A system that receives signed webhooks, checked with the library that receivers use."""

from __future__ import annotations

from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from tests.handoff.counterpart import Answer, Counterpart, Request

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class System(Counterpart):
    """Some system: it checks the signature, and acts once on an id."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.seen: set[str] = set()
        self.stands: dict[str, dict[str, object]] = {}
        self.ever: set[str] = set()

    def answer(self, request: Request) -> Answer:
        try:
            Receiver(SECRET).verify(request.body, dict(request.headers))
        except WebhookVerificationError:
            return Answer(401, {"error": "invalid_signature"})
        if request.headers["webhook-id"] not in self.seen:
            self.seen.add(request.headers["webhook-id"])
            told = request.json
            if told["type"] == "growth_question.delivered":
                self.stands[told["data"]["id"]] = told["data"]
                self.ever.add(told["data"]["id"])
            elif told["type"] == "growth_question.withdrawn":
                self.stands.pop(told["data"]["id"], None)
        return Answer(204)
