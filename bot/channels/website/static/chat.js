// The chat page: sends messages, follows the answers, loses nothing that was typed.
// Nothing is stored in the browser before the first message; then only the conversation's id and
// key, for as long as the tab is open.
"use strict";

const WHO = { bot: "Groeimakelaar (computer)", broker: "Groeimakelaar (mens)", system: "Melding" };
const RETRY_MS = [1000, 2000, 4000, 8000];

const list = document.getElementById("messages");
const status = document.getElementById("status");
const options = document.getElementById("options");
const form = document.getElementById("form");
const field = document.getElementById("message");

const talk = {
  id: null,
  key: null,
  last: 0, // id of the newest message on the page
  pending: new Map(), // client id → element of a message that the server has not shown back yet
};

function resume() {
  const kept = sessionStorage.getItem("groeimakelaar");
  if (kept) Object.assign(talk, JSON.parse(kept));
  return Boolean(kept);
}

async function begin() {
  const answer = await fetch("/api/conversations", { method: "POST" });
  if (!answer.ok) throw new Error(String(answer.status));
  const { id, key } = await answer.json();
  talk.id = id;
  talk.key = key;
}

function keep() {
  sessionStorage.setItem("groeimakelaar", JSON.stringify({ id: talk.id, key: talk.key }));
}

function bearer() {
  return { Authorization: `Bearer ${talk.key}` };
}

function show(message) {
  const own = message.author === "entrepreneur";
  const sent = own && talk.pending.get(message.client_message_id);
  if (sent) {
    // It was on the page already; what was said before it by the server stands before it.
    sent.classList.remove("waiting", "failed");
    sent.querySelector("button")?.remove();
    talk.pending.delete(message.client_message_id);
    list.append(sent);
  } else {
    list.append(bubble(message.author, message.text));
  }
  if (own) {
    status.textContent = "Even nadenken…";
  } else {
    status.textContent = "";
    offer(message.buttons || []);
  }
  keepInView();
}

function bubble(author, text) {
  const item = document.createElement("li");
  item.className = `message ${author}`;
  if (WHO[author]) {
    const who = document.createElement("span");
    who.className = "who";
    who.textContent = WHO[author];
    item.append(who);
  }
  item.append(document.createTextNode(text));
  return item;
}

function offer(buttons) {
  // Focus must not fall off the page when the button that has it goes away.
  if (options.contains(document.activeElement)) field.focus();
  options.replaceChildren(
    ...buttons.map((button) => {
      const element = document.createElement("button");
      element.type = "button";
      element.textContent = button.title;
      element.addEventListener("click", () => send({ choice: button.payload }, button.title));
      return element;
    }),
  );
  options.hidden = buttons.length === 0;
}

function keepInView() {
  // To where the conversation ends, not to the footer below it.
  const dock = form.parentElement.getBoundingClientRect();
  const end = list.getBoundingClientRect().bottom + dock.height;
  if (end > window.innerHeight) window.scrollBy({ top: end - window.innerHeight });
}

function freshId() {
  // Not crypto.randomUUID: that one is missing on plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(body, shown) {
  offer([]);
  const clientId = freshId();
  const item = bubble("entrepreneur", shown);
  item.classList.add("waiting");
  list.append(item);
  talk.pending.set(clientId, item);
  keepInView();
  keep();
  await deliver({ client_message_id: clientId, ...body }, item);
}

async function deliver(body, item, attempt = 0) {
  item.classList.remove("failed");
  item.querySelector("button")?.remove();
  status.textContent = "Wordt verstuurd…";
  let answer = null;
  try {
    answer = await fetch(`/api/conversations/${talk.id}/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...bearer() },
      body: JSON.stringify(body),
    });
  } catch {
    answer = null; // no connection: try again below
  }
  if (answer && answer.ok) {
    if (status.textContent === "Wordt verstuurd…") status.textContent = "Even nadenken…";
    return;
  }
  if (answer && answer.status < 500) {
    // Trying again would not help; the words go back into the field.
    const problem = await answer.json().catch(() => null);
    talk.pending.delete(body.client_message_id);
    item.remove();
    if (body.text) field.value = body.text;
    status.textContent = problem?.error?.message || "Dit bericht kon niet worden verstuurd.";
    return;
  }
  if (attempt < RETRY_MS.length) {
    status.textContent = "Geen verbinding. Ik probeer het zo opnieuw…";
    setTimeout(() => deliver(body, item, attempt + 1), RETRY_MS[attempt]);
    return;
  }
  status.textContent = "Niet gelukt.";
  item.classList.add("failed");
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Niet verstuurd. Opnieuw";
  again.addEventListener("click", () => deliver(body, item));
  item.append(document.createElement("br"), again);
}

// Server-sent events, read with fetch because EventSource cannot send the key in a header.
async function follow() {
  for (let failures = 0; ; ) {
    try {
      const answer = await fetch(`/api/conversations/${talk.id}/events`, {
        headers: { ...bearer(), "Last-Event-ID": String(talk.last) },
      });
      if (answer.status === 404) {
        sessionStorage.removeItem("groeimakelaar");
        status.textContent = "Dit gesprek is er niet meer. Laad de pagina opnieuw voor een nieuw gesprek.";
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      failures = 0;
      await read(answer.body);
    } catch {
      failures += 1;
    }
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    await new Promise((done) => setTimeout(done, failures ? wait : 250));
  }
}

async function read(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value.replaceAll("\r\n", "\n");
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const data = rest
        .slice(0, end)
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trimStart())
        .join("\n");
      rest = rest.slice(end + 2);
      if (!data) continue;
      const message = JSON.parse(data);
      if (message.id <= talk.last) continue; // seen before a reconnection
      talk.last = message.id;
      show(message);
    }
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text || !talk.id) {
    if (!text) status.textContent = "Typ eerst je bericht.";
    return;
  }
  field.value = "";
  send({ text }, text);
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

async function start() {
  if (!resume()) {
    for (let attempt = 0; talk.id === null; attempt += 1) {
      try {
        await begin();
      } catch {
        status.textContent = "Ik kan nu geen verbinding maken. Ik probeer het zo opnieuw…";
        await new Promise((done) => setTimeout(done, RETRY_MS[Math.min(attempt, 3)]));
      }
    }
  }
  follow();
}

start();
