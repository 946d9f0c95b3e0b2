// The one tag that puts the chat on a site:
//   <script src="https://…/static/chat/widget.js" defer></script>
// It loads the element and puts a <groei-makelaar> on the page where there is none yet. The data
// attributes of the tag go to the element (see docs/website.md).
"use strict";
(() => {
  const script =
    document.currentScript || document.querySelector('script[src*="/static/chat/widget.js"]');
  const BUTTON = ["element", "kept", "dom", "texts"]; // all that the button needs
  const CHAT = ["panel", "talk", "stream", "messages", "card", "rich", "menu"];

  const address = (name) => new URL(name, script.src).href;
  // At once, so that a slow line is waited for once and not for each file that names another.
  const load = (names) => Promise.all(names.map((name) => import(address(`${name}.js`))));

  function place() {
    if (document.querySelector("groei-makelaar")) return;
    const element = document.createElement("groei-makelaar");
    Object.assign(element.dataset, script.dataset);
    document.body.append(element);
  }

  async function start() {
    const inline = document.querySelector("groei-makelaar[data-inline]");
    const style = document.createElement("link");
    Object.assign(style, { rel: "preload", as: "style", href: address("widget.css") });
    document.head.append(style);
    await load(inline ? [...BUTTON, ...CHAT] : BUTTON);
    place();
    if (!inline) await load(CHAT);
  }

  function begin() {
    // The site's policy or BOT_WIDGET_ORIGINS does not allow it: for its administrator to see.
    start().catch((problem) =>
      console.warn("groei-makelaar: de chat kon niet laden; zie docs/website.md.", problem),
    );
  }

  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
