// The conversation as it is seen: header, messages, answers, field and what goes on.
import { button, icon, make, text } from "./dom.js";
import { elsewhere, Menu } from "./menu.js";
import { Messages } from "./messages.js";
import { Talk } from "./talk.js";

const SHORT_MS = 4000; // for news that needs no answer
const NOTICE_MS = 30000; // how often is looked for something that everybody must know
const LONG_MS = 12000; // after this, "even nadenken" becomes a promise

export class Panel {
  // options: { base, kept, inline, transfer, close(), news() }
  constructor(options) {
    this.options = options;
    this.kept = options.kept;
    this.messages = new Messages(this.kept, {
      choose: (one, event) => this.#choose({ choice: one.payload }, one.title, event),
      change: (row) => this.#choose({ choice: row.change.payload }, row.change.title, null),
      again: (entry) => {
        this.field.focus();
        this.talk.again(entry);
      },
      check: (checked) => this.kept.set({ checked }),
    });
    this.menu = new Menu({
      say: (words) => this.#say({ text: words }, words),
      isLarger: () => Boolean(this.kept.get("larger")),
      larger: () => this.#larger(),
      elsewhere: () => this.#elsewhere(),
    });
    this.talk = new Talk(options.base, this.kept, this);
    this.element = this.#build();
    this.field.value = this.kept.get("draft") || "";
    this.element.classList.toggle("larger", Boolean(this.kept.get("larger")));
    for (const entry of this.talk.outbox) this.messages.entry(entry);
    addEventListener("online", () => this.#online());
    addEventListener("offline", () => this.status("offline"));
  }

  start() {
    const { transfer } = this.options;
    if (transfer && this.kept.get("transferred") !== transfer) return this.#offerTransfer();
    this.#told();
    this.telling = this.telling || setInterval(() => document.hidden || this.#told(), NOTICE_MS);
    if (!this.talk.running && this.talk.last === 0) this.status("starting");
    this.talk.start();
  }

  // What everybody must know now, for as long as it is so.
  async #told() {
    const words = await this.talk.notice();
    if (words !== null && this.notice.textContent !== words) this.notice.textContent = words;
    this.notice.hidden = this.notice.textContent === "";
  }

  // It came into view.
  shown() {
    this.#keepInView();
  }

  // Where the focus goes when the panel opens: to the field, unless that would raise a keyboard.
  focus() {
    if (matchMedia("(hover: hover)").matches && !this.form.hidden) this.field.focus();
    else this.scroller.focus();
  }

  // Escape: what is open on top closes first. False when there was nothing.
  escape() {
    if (this.menu.open) this.menu.close(true);
    else if (this.aside) this.#leaveAside();
    else return false;
    return true;
  }

  // --- what the talk tells ---

  history(messages, outbox) {
    this.messages.history(messages, outbox);
    const told = messages.filter((message) => message.author !== "entrepreneur");
    for (const message of told) this.#progress(message);
    this.#person();
    const waits = this.messages.author === "entrepreneur" && outbox.length === 0;
    this.status(waits ? this.#waiting() : "");
    this.#keepInView();
  }

  message(message) {
    const chosen = this.#hasFocus(this.messages.options) && message.author !== "entrepreneur";
    this.messages.message(message);
    if (chosen) this.field.focus();
    if (message.author === "entrepreneur") {
      this.status(this.#waiting());
    } else {
      this.status("");
      this.#progress(message);
      this.#person();
      this.options.news();
    }
    this.#keepInView();
  }

  entry(entry) {
    this.messages.entry(entry);
    if (entry.state === "accepted") this.status(this.#waiting());
    else if (entry.state === "failed") this.status("failed");
    else if (entry.state === "sending") this.status("");
    this.#keepInView();
  }

  refused(entry, why) {
    this.messages.remove(entry);
    if (entry.body.text) this.#draft([entry.body.text, this.field.value].filter(Boolean).join("\n"));
    this.status("refused", why);
  }

  gone(unsent) {
    if (unsent) this.field.value = [unsent, this.field.value].filter(Boolean).join("\n");
    this.messages.offer([]);
    this.form.hidden = true;
    const anew = button(text("start_new"), () => this.#anew(), { class: "first" });
    this.#showAside(make("section", { class: "notice" }, make("p", {}, text("gone")), anew));
    this.status("");
  }

  // What goes on, in one line; `words` go before the text of the key.
  status(key, words = null) {
    clearTimeout(this.longer);
    const shown = words || (key ? text(key) : "");
    if (this.state.textContent !== shown) this.state.textContent = shown;
    if (key === "thinking") this.longer = setTimeout(() => this.status("thinking_long"), LONG_MS);
  }

  // --- what the visitor does ---

  #say(body, shown) {
    this.#leaveAside();
    this.talk.say(body, shown);
  }

  #choose(body, shown, event) {
    // Focus must not fall off the page when the button that has it goes away; a finger on a
    // screen gets no keyboard for it.
    const byFinger = event && event.detail > 0 && !matchMedia("(hover: hover)").matches;
    (byFinger ? this.scroller : this.field).focus({ preventScroll: true });
    this.#say(body, shown);
  }

  #submit() {
    const words = this.field.value.trim();
    if (!words) return this.status("empty");
    this.#draft("");
    return this.#say({ text: words }, words);
  }

  #draft(words) {
    this.field.value = words;
    this.kept.set({ draft: words });
  }

  #larger() {
    const larger = this.element.classList.toggle("larger");
    this.kept.set({ larger });
    return larger;
  }

  #online() {
    if (this.state.textContent === text("offline")) {
      this.status("online");
      this.longer = setTimeout(() => this.status(""), SHORT_MS);
    }
    this.talk.allAgain();
  }

  #anew() {
    const draft = this.field.value;
    this.#leaveAside();
    this.form.hidden = false;
    this.messages.clear();
    this.steps.hidden = true;
    this.status("starting");
    this.talk.renew();
    this.field.value = draft;
    this.field.focus();
  }

  async #elsewhere() {
    if (!this.kept.begun) return this.status("elsewhere_first");
    try {
      const found = await this.talk.elsewhere();
      if (found === null) {
        this.menu.elsewhere.remove();
        return this.status("elsewhere_none");
      }
      const shown = elsewhere(found, this.options.base, () => this.#leaveAside());
      this.#showAside(shown.element);
      return shown.heading.focus();
    } catch {
      return this.status("elsewhere_failed");
    }
  }

  // --- going on with a conversation that began somewhere else ---

  #offerTransfer() {
    if (this.aside) return;
    this.form.hidden = true;
    const go = button(text("transfer"), () => this.#transfer(), { class: "first" });
    this.#showAside(make("section", { class: "notice" }, make("p", {}, text("transfer_how")), go));
  }

  async #transfer() {
    this.status("starting");
    try {
      const code = this.options.transfer;
      const found = await this.talk.transferred(code);
      this.options.transfer = null;
      if (found === null) {
        this.gone("");
        this.aside.querySelector("p").textContent = text("transfer_gone");
        return;
      }
      this.#leaveAside();
      this.form.hidden = false;
      this.messages.clear();
      this.talk.renew(found);
      this.kept.set({ transferred: code });
      this.field.focus();
    } catch {
      this.status("no_connection");
    }
  }

  // --- what is seen ---

  #build() {
    this.field = make("textarea", {
      id: "message", name: "message", rows: 2, maxlength: 12000, enterkeyhint: "send",
      placeholder: text("placeholder"), autocomplete: "off",
      oninput: () => this.kept.set({ draft: this.field.value }),
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.#submit();
      },
    });
    const send = make("button", { type: "submit", class: "first send" }, icon("send"), text("send"));
    this.form = make(
      "form",
      { class: "form", onsubmit: (event) => (event.preventDefault(), this.#submit()) },
      make("label", { for: "message" }, text("field")),
      this.field,
      send,
    );
    this.notice = make("p", { class: "notice-bar", role: "status", hidden: true });
    this.state = make("p", { class: "status", role: "status" });
    this.steps = make("p", { class: "steps", hidden: true });
    this.who = make("p", { class: "subtitle" }, text("subtitle"));
    this.scroller = make(
      "div",
      { class: "scroller", tabindex: "0", role: "group", "aria-label": text("talk") },
      this.messages.log,
      this.messages.options,
    );
    const { inline } = this.options;
    const close = button(text("close"), () => this.options.close(), { class: "bare" });
    close.prepend(icon("close"));
    const title = make("h2", { class: "title", id: "title" }, text("title"));
    const head = make(
      "div",
      { class: "head" },
      inline ? this.steps : make("div", { class: "names" }, title, this.who),
      make("div", { class: "tools" }, this.menu.element, inline ? null : close),
    );
    const role = inline
      ? { role: "group", "aria-label": text("talk") }
      : { role: "dialog", "aria-labelledby": "title" };
    const dock = make("div", { class: "dock" }, this.state, this.form);
    const parts = inline
      ? [head, this.notice, this.scroller, dock]
      : [head, this.steps, this.notice, this.scroller, dock];
    return make("section", { class: inline ? "panel inline" : "panel", ...role }, ...parts);
  }

  // How far it is, where the server tells; other messages change nothing.
  #progress(message) {
    const shown = message.custom?.progress;
    if (!shown) return;
    const parts = shown.done ? [shown.label] : [text("step", shown), shown.label];
    if (shown.question) parts.push(text("question", shown));
    const bar = make("span", { class: "bar", "aria-hidden": "true" });
    for (let i = 1; i <= shown.of; i += 1) {
      bar.append(make("span", { class: i <= shown.step ? "past" : "ahead" }));
    }
    this.steps.replaceChildren(make("span", {}, parts.join(" · ")), bar);
    this.steps.hidden = false;
  }

  // Whether a person has taken over: the newest words of others are a person's.
  #withPerson() {
    return this.messages.speaker?.author === "broker";
  }

  #waiting() {
    return this.#withPerson() ? "sent_to_broker" : "thinking";
  }

  #person() {
    const name = this.messages.speaker?.custom?.name || text("a_broker");
    this.who.textContent = this.#withPerson() ? text("subtitle_broker", { name }) : text("subtitle");
  }

  #showAside(element) {
    this.#leaveAside();
    this.aside = element;
    this.scroller.append(element);
    this.#scroll(element);
  }

  #leaveAside() {
    if (!this.aside) return;
    if (this.#hasFocus(this.aside)) this.field.focus();
    this.aside.remove();
    this.aside = null;
  }

  #hasFocus(element) {
    return element.contains(element.getRootNode().activeElement);
  }

  // To where the conversation ends, but not past the first words that were not read yet.
  #keepInView() {
    this.#scroll(this.messages.fresh);
  }

  #scroll(first) {
    const view = this.scroller;
    if (getComputedStyle(view).overflowY === "visible") {
      // Too low a screen for a part that scrolls: the page or the panel does.
      (first || this.messages.list.lastElementChild)?.scrollIntoView({ block: "nearest" });
      return;
    }
    const end = view.scrollHeight - view.clientHeight;
    view.scrollTop = first ? Math.min(end, first.offsetTop - 8) : end;
  }
}
