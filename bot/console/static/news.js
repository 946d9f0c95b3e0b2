// A stream of events that comes back by itself; what ends it is told.
export function follow(address, heard) {
  const source = new EventSource(address);
  for (const name of Object.keys(heard)) {
    source.addEventListener(name, (event) => heard[name](event.data, source));
  }
  addEventListener("pagehide", () => source.close());
  return source;
}
