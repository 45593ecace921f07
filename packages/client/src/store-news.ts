/**
 * Tells the other tabs, frames and workers of this origin that what is kept under a key is another
 * now. The browser's own `storage` event tells other tabs too, and later: only after they can read
 * it; this one tells threads and engines that have no such event.
 */
export function announceChange(key: string): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(key);
  channel.postMessage("changed");
  channel.close();
}

/** Calls back when others may have changed what is kept under a key, until it is stopped. */
export function watchChanges(key: string, listener: () => void): () => void {
  const page: unknown = globalThis;
  const target = page instanceof EventTarget ? page : undefined;
  const onStorage = (event: object): void => {
    const { key: changed } = event as { key?: string | null };
    // Without a key everything was cleared.
    if (changed === key || changed === null) listener();
  };
  target?.addEventListener("storage", onStorage);
  const channel = openChannel(key);
  channel?.addEventListener("message", listener);
  return () => {
    target?.removeEventListener("storage", onStorage);
    channel?.close();
  };
}

function openChannel(key: string): BroadcastChannel | undefined {
  if (typeof BroadcastChannel === "undefined") return undefined;
  const channel: BroadcastChannel & { unref?(): unknown } = new BroadcastChannel(key);
  // Elsewhere than in browsers, who only listens keeps no process alive.
  channel.unref?.();
  return channel;
}
