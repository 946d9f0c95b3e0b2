// <groei-makelaar>: a button that opens the chat, or (data-inline) the chat itself, apart from the
// styles of the page around it.
import { button, icon, make, text } from "./dom.js";
import { Kept } from "./kept.js";

const HERE = new URL(".", import.meta.url).href;
const BASE = new URL("../..", import.meta.url).href.replace(/\/$/, "");

class GroeiMakelaar extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) {
      if (this.panel && this.isOpen) this.panel.start(); // it was moved
      return;
    }
    this.inline = this.dataset.inline !== undefined;
    this.unread = 0;
    this.kept = new Kept();
    const root = this.attachShadow({ mode: "open" });
    const landmark = this.inline ? {} : { role: "region", "aria-label": text("talk") };
    this.body = make("div", { class: this.#classes(), lang: "nl", hidden: true, ...landmark });
    const style = make("link", { rel: "stylesheet", href: `${HERE}widget.css` });
    style.addEventListener("load", () => (this.body.hidden = false));
    root.append(style, ...this.#theme(), this.body);
    this.addEventListener("keydown", (event) => this.#key(event));
    if (this.inline) this.#show();
    else this.#launcher();
    addEventListener("pagehide", () => this.panel?.talk.stop());
    addEventListener("pageshow", (event) => event.persisted && this.#wake());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.panel?.talk.last) this.#wake();
    });
    visualViewport?.addEventListener("resize", () => this.#fit());
  }

  disconnectedCallback() {
    this.panel?.talk.stop();
  }

  // Open the panel, as a page may do itself: document.querySelector("groei-makelaar").open().
  async open() {
    if (this.inline || this.isOpen) return;
    try {
      await this.#show();
    } catch {
      // No line just now; the next click tries again.
      this.making = null;
      this.words.replaceChildren(text("open_failed"));
      return;
    }
    this.kept.set({ open: true });
    this.panel.focus();
  }

  close() {
    if (this.inline || !this.isOpen) return;
    this.isOpen = false;
    this.kept.set({ open: false });
    this.panel.element.hidden = true;
    this.launch.hidden = false;
    this.#label();
    this.launch.focus();
  }

  #launcher() {
    this.launch = button("", () => this.open(), { class: "launch", "aria-haspopup": "dialog" });
    this.words = make("span", {});
    this.launch.append(icon("chat"), this.words);
    this.body.append(this.launch);
    this.#label();
    // The conversation was begun on an earlier page of this tab: it goes on.
    if (this.kept.begun) {
      if (this.kept.get("open")) this.#show();
      else this.#make().then((panel) => panel.start());
    }
  }

  #label() {
    const label = this.kept.begun ? text("open_again") : this.dataset.openLabel || text("open");
    const count = this.unread;
    this.words.replaceChildren(label);
    if (count) {
      const news = count === 1 ? text("unread_one") : text("unread_more", { count });
      this.words.append(" ", make("span", { class: "news" }, news));
    }
  }

  async #show() {
    const panel = await this.#make();
    this.isOpen = true;
    this.unread = 0;
    panel.element.hidden = false;
    if (this.launch) this.launch.hidden = true;
    this.#fit();
    panel.shown();
    panel.start();
  }

  // The panel; its scripts come after the button, which must not wait for them.
  #make() {
    this.making = this.making || import("./panel.js").then(({ Panel }) => this.#panel(Panel));
    return this.making;
  }

  #panel(Panel) {
    this.panel = new Panel({
      base: BASE,
      kept: this.kept,
      inline: this.inline,
      transfer: this.dataset.transfer || null,
      close: () => this.close(),
      news: () => {
        if (this.isOpen) return;
        this.unread += 1;
        this.#label();
      },
    });
    this.panel.element.hidden = true;
    this.body.append(this.panel.element);
    return this.panel;
  }

  // From the browser's memory of pages, or from a long sleep: the line may be dead.
  #wake() {
    if (!this.panel || !(this.isOpen || this.kept.begun)) return;
    this.panel.talk.stop();
    this.panel.talk.start();
  }

  // A keyboard on the screen takes room that no unit of CSS tells of.
  #fit() {
    if (!visualViewport || this.inline) return;
    this.body.style.setProperty("--height", `${Math.floor(visualViewport.height)}px`);
  }

  #key(event) {
    if (event.key !== "Escape" || event.isComposing || !this.panel) return;
    if (this.panel.escape()) event.preventDefault();
    else if (!this.inline) this.close();
  }

  #classes() {
    const { position, scheme, themeClass } = this.dataset;
    const classes = ["groei", this.inline ? "whole" : "corner"];
    if (position === "left") classes.push("left");
    if (scheme === "auto") classes.push("auto");
    return [...classes, themeClass].filter(Boolean).join(" ");
  }

  // A style sheet of the site's own, with tokens (and more) for the inside.
  #theme() {
    const { themeHref } = this.dataset;
    if (!themeHref) return [];
    return [make("link", { rel: "stylesheet", href: new URL(themeHref, document.baseURI).href })];
  }
}

if (!customElements.get("groei-makelaar")) customElements.define("groei-makelaar", GroeiMakelaar);
