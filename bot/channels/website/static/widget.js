// The one tag that puts the chat on a site:
//   <script src="https://…/static/chat/widget.js" defer></script>
// It loads the element's modules, all at once, and puts a <groei-makelaar> on the page where there
// is none yet. The data attributes of the tag go to the element (see docs/website.md).
"use strict";
(() => {
  const script =
    document.currentScript || document.querySelector('script[src*="/static/chat/widget.js"]');
  const modules = [
    "element", "panel", "talk", "stream", "messages", "card", "rich", "menu", "kept", "dom", "texts",
  ];

  function place() {
    if (document.querySelector("groei-makelaar")) return;
    const element = document.createElement("groei-makelaar");
    Object.assign(element.dataset, script.dataset);
    document.body.append(element);
  }

  const loaded = modules.map((name) => import(new URL(`${name}.js`, script.src).href));
  Promise.all(loaded).then(
    () => (document.body ? place() : document.addEventListener("DOMContentLoaded", place)),
    (problem) => {
      // The site's policy or BOT_WIDGET_ORIGINS does not allow it: for its administrator to see.
      console.warn("groei-makelaar: de chat kon niet laden; zie docs/website.md.", problem);
    },
  );
})();
