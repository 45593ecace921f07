import type { Session } from "./contract.ts";
import { announceChange, watchChanges } from "./store-news.ts";

/**
 * Where a session is kept between calls. It is read before every call, so a store that several
 * tabs or processes share lets them share one session. Methods may be synchronous.
 */
export interface TokenStore {
  /** The session kept last, or undefined when nobody is signed in. */
  get(): Session | undefined | Promise<Session | undefined>;
  set(session: Session): void | Promise<void>;
  clear(): void | Promise<void>;
  /**
   * Does a piece of work alone among all that share the store, as far as that can be had: a
   * refresh, which then happens once for them all. A store without it is not shared, or bears that
   * a refresh happens twice at the same moment: the server answers both with one successor.
   */
  alone?<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Calls back when somebody else may have changed what is kept, until the returned function is
   * called; too often does no harm. `session.onChange` learns of other tabs and processes by it,
   * and only listens while somebody listens to it.
   */
  watch?(listener: () => void): () => void;
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
 * The session that a text of a store holds.
 *
 * @internal
 * @throws Error naming the place, where the text is something else
 */
export function sessionIn(text: string, place: string): Session {
  try {
    return JSON.parse(text) as Session;
  } catch (cause) {
    throw new Error(`${place} holds something else than a session: remove it to sign in anew.`, {
      cause,
    });
  }
}

/** Longest wait for another tab's refresh; one that was put to sleep amid its own keeps nobody. */
const ALONE_WITHIN_MS = 5_000;

/**
 * Keeps the session in `localStorage` or `sessionStorage`. Any script of the page can read it:
 * mind what the page loads. Tabs that share it refresh it once, where there are Web Locks, and learn
 * of each other's signing in and out.
 */
export function webTokenStore(storage: KeyValueStorage, key = "daybook.session"): TokenStore {
  return {
    get() {
      const text = storage.getItem(key);
      return text === null ? undefined : sessionIn(text, key);
    },
    set(session) {
      storage.setItem(key, JSON.stringify(session));
      announceChange(key);
    },
    clear() {
      storage.removeItem(key);
      announceChange(key);
    },
    alone: (work) => lockedAs(key, work),
    watch: (listener) => watchChanges(key, listener),
  };
}

async function lockedAs<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) {
    return work();
  }
  let begun = false;
  try {
    return await locks.request(name, { signal: AbortSignal.timeout(ALONE_WITHIN_MS) }, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun) {
      throw error;
    }
    return work();
  }
}
