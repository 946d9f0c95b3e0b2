// The messages on the page: who said what, what is still on its way, and the answers to choose.
import { Card } from "./card.js";
import { button, make, text, unseen } from "./dom.js";
import { rich } from "./rich.js";

const CARD_GOES_WITH = "growth_question"; // the question during which a card can be used

export class Messages {
  // actions: { choose(button, event), change(row), again(entry), check(names) }; kept: see kept.js.
  constructor(kept, actions) {
    this.kept = kept;
    this.actions = actions;
    this.list = make("ol", { class: "messages" });
    this.log = make("div", { role: "log", "aria-live": "polite", "aria-label": text("messages") }, this.list);
    this.options = make("div", { class: "options", role: "group", "aria-label": text("options"), hidden: true });
    this.clear();
  }

  clear() {
    this.list.replaceChildren();
    this.items = new Map(); // client id → element of a message that the server has not shown back
    this.author = null; // of the newest message
    this.speaker = null; // the newest who is not the entrepreneur
    this.card = null;
    this.offered = [];
    this.fresh = null; // the first message since the entrepreneur's own
    this.offer([]);
  }

  // All that was said before; not read aloud.
  history(messages, outbox) {
    this.log.setAttribute("aria-live", "off");
    for (const message of messages) this.message(message);
    for (const entry of outbox) {
      this.entry(entry);
      this.list.append(this.items.get(entry.body.client_message_id)); // after all that was said
    }
    // After the browser has told what is new, which is nothing.
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  message(message) {
    const own = message.author === "entrepreneur";
    const sent = own && this.items.get(message.client_message_id);
    if (sent) {
      // It was on the page already; what the server said before it stands before it.
      this.items.delete(message.client_message_id);
      settle(sent, null);
      this.list.append(sent);
    } else {
      this.list.append(this.#bubble(message));
    }
    this.author = message.author;
    if (own) {
      this.#asked([], null);
      this.fresh = null;
      return;
    }
    this.fresh = this.fresh || this.list.lastElementChild;
    if (message.author === "system") return; // what is asked is still asked
    this.speaker = message;
    this.#asked(message.buttons || [], message.custom?.about || null);
  }

  // One of the entrepreneur's own that is on its way.
  entry(entry) {
    const client = entry.body.client_message_id;
    let item = this.items.get(client);
    if (!item) {
      item = this.#bubble({ author: "entrepreneur", text: entry.shown });
      this.items.set(client, item);
      this.list.append(item);
      this.author = "entrepreneur";
      this.fresh = null;
    }
    settle(item, entry.state, () => this.actions.again(entry));
    if (entry.state !== "failed") this.offer([]);
    this.card?.use(false);
  }

  // It was not accepted: it leaves the page, and what was asked can be answered again.
  remove(entry) {
    this.items.get(entry.body.client_message_id)?.remove();
    this.items.delete(entry.body.client_message_id);
    this.#asked(this.offered, this.speaker?.custom?.about || null);
  }

  offer(buttons) {
    this.options.replaceChildren(
      ...buttons.map((one) => button(one.title, (event) => this.actions.choose(one, event))),
    );
    this.options.hidden = buttons.length === 0;
  }

  #asked(buttons, about) {
    if (buttons.length || about) this.offered = buttons;
    this.offer(buttons);
    this.card?.use(about === CARD_GOES_WITH || this.card.element.contains(this.list.lastElementChild));
  }

  #bubble(message) {
    const own = message.author === "entrepreneur";
    const item = make("li", { class: `message ${message.author}` });
    const name = who(message);
    const same = message.author === this.author && !own;
    item.append(own || same ? unseen(`${name}: `) : make("span", { class: "who" }, name));
    const words = make("div", { class: "words" });
    item.append(words);
    if (own) {
      words.append(make("p", {}, message.text));
    } else if (message.custom?.card) {
      // The card tells what the text tells below its first line.
      words.append(...rich(message.text.split("\n")[0]));
      const { change, check } = this.actions;
      this.card?.use(false);
      this.card = new Card(message.custom.card, this.kept.get("checked") || [], { change, check });
      words.append(this.card.element);
    } else {
      words.append(...rich(message.text));
      if (message.custom?.about === CARD_GOES_WITH) item.classList.add("proposal");
    }
    const count = message.buttons?.length;
    if (count) item.append(unseen(text("options_count", { count })));
    return item;
  }
}

// Where one of the entrepreneur's own is: on its way, not sent, or (null, "accepted") there.
function settle(item, state, again) {
  clearTimeout(LATE.get(item));
  item.querySelector(".state")?.remove();
  item.classList.toggle("failed", state === "failed");
  item.classList.toggle("underway", state === "sending" || state === "waiting");
  if (state === null || state === "accepted") return;
  const place = make("div", { class: "state" }, make("span", {}, text(state)));
  if (state === "failed") place.append(button(text("again"), again, { class: "small" }));
  // Most are there before anybody could read that they are on their way.
  if (state === "failed") item.append(place);
  else LATE.set(item, setTimeout(() => item.append(place), SOON_MS));
}

const SOON_MS = 500;
const LATE = new WeakMap(); // element → timer that will say that it is on its way

function who(message) {
  if (message.author === "entrepreneur") return text("you");
  const name = message.custom?.name;
  if (message.author === "broker" && name) return text("broker_named", { name });
  return text(message.author);
}
