// Server-sent events, read with fetch because EventSource cannot send the key in a header.

const SILENT_MS = 45000; // the server says something each 15 seconds; after this the line is dead

// Calls `take` with the data of each event until the stream ends; throws when the line breaks.
export async function events(answer, controller, take) {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let watch = null;
  try {
    for (;;) {
      clearTimeout(watch);
      watch = setTimeout(() => controller.abort(), SILENT_MS);
      const { value, done } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true }).replaceAll("\r\n", "\n");
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        const lines = rest.slice(0, end).split("\n");
        rest = rest.slice(end + 2);
        const data = lines.filter((line) => line.startsWith("data:"));
        if (data.length) take(JSON.parse(data.map((line) => line.slice(5).trimStart()).join("\n")));
      }
    }
  } finally {
    clearTimeout(watch);
  }
}

// Waits a while, and less when the browser finds its connection back.
export function pause(milliseconds) {
  return new Promise((done) => {
    const timer = setTimeout(go, milliseconds);
    function go() {
      clearTimeout(timer);
      removeEventListener("online", go);
      done();
    }
    addEventListener("online", go);
  });
}
