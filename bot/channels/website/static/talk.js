// The conversation with the server: begins it, sends in order, follows the answers, loses nothing.
// What is seen of it is up to the view that it is given (panel.js).
import { events, pause } from "./stream.js";

const RETRY_MS = [1000, 2000, 4000, 8000];
const PATIENCE_MS = 20000; // for one request, also on a slow line

class Gone extends Error {}

export class Talk {
  // base: address of the server; kept: what the tab remembers (kept.js).
  constructor(base, kept, view) {
    this.base = base;
    this.kept = kept;
    this.view = view;
    this.id = kept.get("id") || null;
    this.key = kept.get("key") || null;
    this.outbox = kept.get("outbox") || []; // what the server has not shown back yet, in order
    this.last = 0; // id of the newest message that was shown
    this.round = 0; // rises when what is running must stop
    this.running = false;
    this.delivering = false;
    this.controller = null;
  }

  // Begin, or go on where the tab was.
  start() {
    if (this.running) return;
    this.running = true;
    this.round += 1;
    for (const entry of this.outbox) {
      if (entry.state !== "failed") entry.state = "waiting";
    }
    this.#run(this.round);
  }

  // Stop following; `start` goes on from the last message.
  stop() {
    this.running = false;
    this.delivering = false;
    this.round += 1;
    this.controller?.abort();
  }

  // Say something; it is shown at once and sent when it can be.
  say(body, shown) {
    const entry = { body: { client_message_id: freshId(), ...body }, shown, state: "waiting" };
    this.outbox.push(entry);
    this.kept.begin({ id: this.id, key: this.key, outbox: this.outbox });
    this.view.entry(entry);
    this.#deliver();
  }

  // What everybody must know now; empty for nothing, null where that could not be asked.
  async notice() {
    try {
      const answer = await this.#request("/api/notice");
      return answer.ok ? (await answer.json()).text : null;
    } catch {
      return null; // no line: the talk itself tells that
    }
  }

  again(entry) {
    entry.state = "waiting";
    this.#deliver();
  }

  // Everything that failed, now that there is a connection.
  allAgain() {
    for (const entry of this.outbox) if (entry.state === "failed") entry.state = "waiting";
    this.#deliver();
  }

  // Leave this conversation behind and begin another one, or go on with the one that is given.
  renew(other = null) {
    this.stop();
    this.kept.forget();
    Object.assign(this, { id: other?.id || null, key: other?.key || null, outbox: [], last: 0 });
    if (other) this.kept.begin({ id: this.id, key: this.key, outbox: [] });
    this.start();
  }

  // A way to go on somewhere else; null where the server does not know this.
  async elsewhere() {
    const answer = await this.#post(`/api/conversations/${this.id}/transfer`, {});
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  // The conversation that a code stands for; null when it does not work any more.
  async transferred(code) {
    const answer = await this.#post(`/api/transfers/${encodeURIComponent(code)}`, {});
    if (answer.ok) return answer.json();
    if (answer.status < 500) return null;
    throw new Error(String(answer.status));
  }

  async #run(round) {
    for (let failures = 0; round === this.round; ) {
      try {
        if (this.id === null) await this.#begin(round);
        else if (this.last === 0) await this.#catchUp(round);
        if (round !== this.round) return;
        this.#deliver();
        failures = 0;
        await this.#follow(round);
      } catch (problem) {
        if (round !== this.round) return;
        if (problem instanceof Gone) return this.#gone();
        failures += 1;
        if (this.last === 0) this.view.status(lineStatus());
      }
      await pause(failures ? RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] : 250);
    }
  }

  async #begin(round) {
    const answer = await this.#request("/api/conversations", { method: "POST" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { id, key } = await answer.json();
    if (round !== this.round) return;
    Object.assign(this, { id, key });
    this.kept.set({ id, key });
  }

  // All that was said before, at once, so that it is not read aloud message by message.
  async #catchUp(round) {
    const answer = await this.#request(`/api/conversations/${this.id}/messages`);
    if (answer.status === 404) throw new Gone();
    if (!answer.ok) throw new Error(String(answer.status));
    const messages = await answer.json();
    if (round !== this.round || messages.length === 0) return;
    for (const message of messages) this.#shownBack(message);
    this.last = messages[messages.length - 1].id;
    this.view.history(messages, this.outbox);
  }

  async #follow(round) {
    this.controller = new AbortController();
    const answer = await fetch(`${this.base}/api/conversations/${this.id}/events`, {
      headers: { ...this.#bearer(), "Last-Event-ID": String(this.last) },
      signal: this.controller.signal,
    });
    if (answer.status === 404) throw new Gone();
    if (!answer.ok) throw new Error(String(answer.status));
    await events(answer, this.controller, (message) => {
      if (round !== this.round || message.id <= this.last) return; // seen before a reconnection
      this.last = message.id;
      const entry = this.#shownBack(message);
      this.view.message(message, entry);
    });
  }

  // The server has it: it need not be kept any longer.
  #shownBack(message) {
    const client = message.client_message_id;
    const entry = client && this.outbox.find((e) => e.body.client_message_id === client);
    if (entry) this.#drop(entry);
    return entry || null;
  }

  #drop(entry) {
    this.outbox.splice(this.outbox.indexOf(entry), 1);
    this.kept.set({ outbox: this.outbox });
  }

  // One after the other, so that what was said first is heard first.
  async #deliver() {
    if (this.delivering || this.id === null || !this.running) return;
    this.delivering = true;
    const round = this.round;
    for (let entry; round === this.round && (entry = this.outbox.find(isWaiting)); ) {
      await this.#attempt(entry, round);
      if (entry.state === "failed") break;
    }
    if (round === this.round) this.delivering = false;
  }

  async #attempt(entry, round) {
    for (let failures = 0; ; ) {
      this.#state(entry, "sending");
      const answer = await this.#post(
        `/api/conversations/${this.id}/messages`, entry.body,
      ).catch(() => null);
      if (round !== this.round || !this.outbox.includes(entry)) return;
      if (answer?.ok) return this.#state(entry, "accepted");
      if (answer?.status === 404) return this.#gone();
      if (answer && answer.status < 500 && answer.status !== 429) return this.#refused(entry, answer);
      if (navigator.onLine) failures += 1;
      if (failures > RETRY_MS.length) return this.#state(entry, "failed");
      this.#state(entry, "waiting");
      this.view.status(lineStatus());
      await pause(RETRY_MS[Math.max(failures, 1) - 1]);
      // The server may have had it after all, and shown it back.
      if (round !== this.round || !this.outbox.includes(entry)) return;
    }
  }

  #state(entry, state) {
    entry.state = state;
    this.kept.set({ outbox: this.outbox });
    this.view.entry(entry);
  }

  // Trying again would not help: the words go back to who wrote them.
  async #refused(entry, answer) {
    const problem = await answer.json().catch(() => null);
    this.#drop(entry);
    this.view.refused(entry, problem?.error?.message || null);
  }

  #gone() {
    const unsent = this.outbox.filter((entry) => entry.body.text).map((entry) => entry.body.text);
    this.stop();
    this.kept.forget();
    this.view.gone(unsent.join("\n"));
  }

  #bearer() {
    return { Authorization: `Bearer ${this.key}` };
  }

  #post(path, body) {
    const headers = { "Content-Type": "application/json" };
    return this.#request(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  #request(path, options = {}) {
    return fetch(this.base + path, {
      ...options,
      headers: { ...(this.id === null ? {} : this.#bearer()), ...options.headers },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }
}

function isWaiting(entry) {
  return entry.state === "waiting" || entry.state === "sending";
}

function lineStatus() {
  return navigator.onLine ? "no_connection" : "offline";
}

function freshId() {
  // Not crypto.randomUUID: that one is missing on plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
