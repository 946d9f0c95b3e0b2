// What the assistant says as elements: lists as lists, addresses and numbers as links.
import { make, text, unseen } from "./dom.js";

const FOUND = new RegExp(
  [
    "(?<url>https?://[^\\s<>\"”]+|(?:mailto|tel):[^\\s<>\"”]+)",
    "(?<mail>[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+)",
    "(?<phone>\\b0[89]00[ -]?\\d{4}\\b|\\b0\\d{1,3}[ -]\\d[\\d ]{5,8}\\d\\b)",
    "\\b(?<before>(?:[Bb]el|met|nu|dan) )(?<short>11[23])\\b",
  ].join("|"),
  "gu",
);

// A text that may have lines that begin with a bullet.
export function rich(words) {
  const parts = [];
  for (const line of words.split("\n")) {
    const bullet = line.startsWith("• ");
    const last = parts[parts.length - 1];
    if (bullet && last?.items) last.items.push(line.slice(2));
    else if (bullet) parts.push({ items: [line.slice(2)] });
    else if (last?.lines) last.lines.push(line);
    else parts.push({ lines: [line] });
  }
  return parts.map((part) =>
    part.items
      ? make("ul", {}, ...part.items.map((item) => make("li", {}, ...linked(item))))
      : make("p", {}, ...linked(part.lines.join("\n"))),
  );
}

function linked(words) {
  const nodes = [];
  let at = 0;
  for (const match of words.matchAll(FOUND)) {
    const { url, mail, phone, before = "", short } = match.groups;
    const start = match.index + before.length;
    const shown = (url || mail || phone || short).replace(/[.,;:!?)]+$/, ""); // the sentence's
    nodes.push(words.slice(at, start));
    if (url) nodes.push(safeLink(shown, shown.replace(/^(https?:\/\/|mailto:|tel:)/, "")));
    else if (mail) nodes.push(make("a", { href: `mailto:${shown}` }, shown));
    else nodes.push(make("a", { href: `tel:${shown.replace(/\D/g, "")}` }, shown));
    at = start + shown.length;
  }
  nodes.push(words.slice(at));
  return nodes.filter((node) => node !== "");
}

// A link to an address of others: only of these kinds, and never with a way back to this page.
export function safeLink(href, shown) {
  let address = null;
  try {
    address = new URL(href);
  } catch {
    return document.createTextNode(shown);
  }
  if (!["http:", "https:", "mailto:", "tel:"].includes(address.protocol)) {
    return document.createTextNode(shown);
  }
  if (!address.protocol.startsWith("http")) return make("a", { href }, shown);
  const attributes = { href, target: "_blank", rel: "noopener noreferrer" };
  return make("a", attributes, shown, unseen(` (${text("new_window")})`));
}
