import type { Session } from "./contract.ts";

/**
 * Where a session is kept between calls. It is read before every call, so a store that several
 * tabs or processes share lets them share one session. Methods may be synchronous.
 */
export interface TokenStore {
  /** The session kept last, or undefined when nobody is signed in. */
  get(): Session | undefined | Promise<Session | undefined>;
  set(session: Session): void | Promise<void>;
  clear(): void | Promise<void>;
}

/** Keeps the session in memory: it ends with the page or the process. */
export function memoryTokenStore(): TokenStore {
  let kept: Session | undefined;
  return {
    get: () => kept,
    set(session) {
      kept = session;
    },
    clear() {
      kept = undefined;
    },
  };
}

/** The part of the Web Storage interface that is used here. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Keeps the session in `localStorage` or `sessionStorage`. Any script of the page can read it:
 * mind what the page loads.
 */
export function webTokenStore(storage: KeyValueStorage, key = "daybook.session"): TokenStore {
  return {
    get() {
      const text = storage.getItem(key);
      return text === null ? undefined : (JSON.parse(text) as Session);
    },
    set: (session) => storage.setItem(key, JSON.stringify(session)),
    clear: () => storage.removeItem(key),
  };
}
