// "Meer": a person, privacy, larger letters, starting over, and going on somewhere else.
import { button, icon, make, text } from "./dom.js";
import { safeLink } from "./rich.js";

export class Menu {
  // actions: { say(words), larger() → bool, elsewhere(), isLarger() }
  constructor(actions) {
    this.actions = actions;
    this.opener = button(text("more"), () => this.toggle(), {
      class: "bare", "aria-expanded": "false", "aria-controls": "menu",
    });
    this.opener.prepend(icon("more"));
    this.larger = button(text("larger"), () => this.#larger(), {
      "aria-pressed": String(actions.isLarger()),
    });
    this.elsewhere = button(text("elsewhere"), () => this.#choose(actions.elsewhere));
    this.list = make(
      "div",
      { class: "menu", id: "menu", role: "group", "aria-label": text("more"), hidden: true },
      button(text("human"), () => this.#choose(() => actions.say(text("human_says")))),
      this.elsewhere,
      button(text("privacy"), () => this.#choose(() => actions.say(text("privacy_says")))),
      this.larger,
      button(text("restart"), () => this.#choose(() => actions.say(text("restart_says")))),
    );
    this.element = make("div", { class: "more" }, this.opener, this.list);
    this.element.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.element.contains(event.relatedTarget)) this.close();
    });
  }

  get open() {
    return !this.list.hidden;
  }

  toggle() {
    if (this.open) this.close();
    else {
      this.list.hidden = false;
      this.opener.setAttribute("aria-expanded", "true");
    }
  }

  close(refocus = false) {
    this.list.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    if (refocus) this.opener.focus();
  }

  #choose(action) {
    this.close(true);
    action();
  }

  #larger() {
    this.larger.setAttribute("aria-pressed", String(this.actions.larger()));
  }
}

// Where else the conversation can go on: `found` is what the server says of it.
export function elsewhere(found, base, back) {
  const until = new Date(found.expires_at);
  const time = until.toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
  const address = `${base}/verder/${encodeURIComponent(found.code)}`;
  const ways = ["telegram", "whatsapp"].filter((name) => /^https?:/.test(found.links?.[name]));
  const heading = make("h2", { tabindex: "-1" }, text("elsewhere_title"));
  const element = make(
    "section",
    { class: "elsewhere", "aria-label": text("elsewhere_title") },
    heading,
    make("p", {}, text("elsewhere_how")),
    ways.length
      ? make(
          "ul",
          {},
          ...ways.map((name) =>
            make("li", {}, safeLink(found.links[name], text(`elsewhere_${name}`))),
          ),
        )
      : null,
    make("p", {}, text("elsewhere_web"), " ", make("span", { class: "address" }, address)),
    Number.isNaN(until.getTime()) ? null : make("p", {}, text("elsewhere_until", { time })),
    button(text("back"), back, { class: "second" }),
  );
  return { element, heading };
}
