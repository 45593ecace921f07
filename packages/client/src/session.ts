import type { Session } from "./contract.ts";
import { isUnauthenticated } from "./errors.ts";
import type { TokenStore } from "./token-store.ts";

/** An access token is replaced when it has less than this left. */
const REFRESH_MARGIN_MS = 30_000;

/**
 * A token that was issued less than this ago is trusted, whatever the local clock makes of its
 * expiry: a clock that is wrong must not lead to a refresh before every call.
 */
const TRUSTED_AFTER_ISSUE_MS = 60_000;

/** Why the session changed. */
export type SessionCause = "signed-in" | "refreshed" | "signed-out" | "ended";

export interface SessionChange {
  /** The session now; undefined when nobody is signed in any more. */
  readonly session: Session | undefined;
  /** `signed-out` was asked for; `ended` was found out: the server refused to go on. */
  readonly cause: SessionCause;
  /**
   * Whether another tab or process did it, which shares the store. That a session ended there is
   * told as `signed-out`.
   */
  readonly elsewhere: boolean;
}

export type SessionListener = (change: SessionChange) => void;

/** @internal */
export interface SessionKeeper {
  readonly current: () => Promise<Session | undefined>;
  /**
   * A token to send, refreshed first when it is about to expire or is the one that was refused;
   * undefined when nobody is signed in.
   */
  accessToken(refused: string | undefined): Promise<string | undefined>;
  adopt(session: Session, cause: "signed-in" | "refreshed"): Promise<void>;
  /** What signing out asks for. */
  drop(): Promise<void>;
  readonly onChange: (listener: SessionListener) => () => void;
}

/**
 * @internal
 * @param exchange trades a refresh token for a new session; rejects with a DaybookError
 */
export function createSessionKeeper(
  store: TokenStore,
  exchange: (refreshToken: string) => Promise<Session>,
): SessionKeeper {
  /** One entry for each time that somebody began to listen. */
  const listeners = new Set<{ readonly listener: SessionListener }>();
  /** What the listeners know of; it is looked after while there are any. */
  let known: Session | undefined;
  let stopWatching: (() => void) | undefined;
  /** What is done to the store is done one after the other, and then known. */
  let latest: Promise<unknown> = Promise.resolve();
  let issued: { accessToken: string; at: number } | undefined;
  let renewal: Promise<Session | undefined> | undefined;

  function tell(change: SessionChange): void {
    for (const { listener } of listeners) {
      try {
        listener(change);
      } catch (error) {
        // What a listener throws is its own affair: not the call's, nor the other listeners'.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  async function adopt(session: Session, cause: "signed-in" | "refreshed"): Promise<void> {
    await inOrder(() => keep(session));
    tell({ session, cause, elsewhere: false });
  }

  async function drop(): Promise<void> {
    await inOrder(forget);
    tell({ session: undefined, cause: "signed-out", elsewhere: false });
  }

  async function keep(session: Session): Promise<void> {
    issued = { accessToken: session.accessToken, at: performance.now() };
    await store.set(session);
    known = session;
  }

  async function forget(): Promise<void> {
    await store.clear();
    known = undefined;
  }

  function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = latest.then(work);
    latest = done.catch(() => undefined);
    return done;
  }

  function look(): void {
    const looked = inOrder(async () => {
      const before = known;
      const session = await store.get();
      known = session;
      const cause = changeBetween(before, session);
      if (cause !== undefined) tell({ session, cause, elsewhere: true });
    });
    // Whoever calls next is told what is wrong with the store.
    looked.catch(() => undefined);
  }

  function startWatching(): void {
    const first = inOrder(async () => {
      known = await store.get();
    });
    first.catch(() => undefined);
    stopWatching = store.watch?.(look);
  }

  function isDue({ accessToken, accessTokenExpiresAt }: Session): boolean {
    const fresh =
      issued?.accessToken === accessToken && performance.now() - issued.at < TRUSTED_AFTER_ISSUE_MS;
    return !fresh && Date.parse(accessTokenExpiresAt) - Date.now() < REFRESH_MARGIN_MS;
  }

  /** One refresh at a time; whoever needs one meanwhile waits for the same. */
  function renew(): Promise<Session | undefined> {
    renewal ??= renewAlone().finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  async function renewAlone(): Promise<Session | undefined> {
    const before = await store.get();
    if (store.alone === undefined) {
      return renewOnce(before);
    }
    return store.alone(async () => {
      const now = await store.get();
      // Whoever was alone before has done it.
      return now?.refreshToken === before?.refreshToken ? renewOnce(before) : now;
    });
  }

  async function renewOnce(before: Session | undefined): Promise<Session | undefined> {
    if (before === undefined) {
      return undefined;
    }
    try {
      const session = await exchange(before.refreshToken);
      const isKept = await unlessReplaced(before, () => keep(session));
      if (isKept) tell({ session, cause: "refreshed", elsewhere: false });
      return isKept ? session : await store.get();
    } catch (error) {
      if (!isUnauthenticated(error)) {
        throw error;
      }
      if (!(await unlessReplaced(before, forget))) {
        return store.get();
      }
      tell({ session: undefined, cause: "ended", elsewhere: false });
      throw error;
    }
  }

  /**
   * Does something to the store, unless it has another session by now: what was done meanwhile,
   * here or by other tabs and processes, stands.
   *
   * @returns whether it was done
   */
  function unlessReplaced(before: Session, work: () => Promise<void>): Promise<boolean> {
    return inOrder(async () => {
      const now = await store.get();
      const isReplaced = now?.refreshToken !== before.refreshToken;
      if (!isReplaced) await work();
      return !isReplaced;
    });
  }

  return {
    current: async () => store.get(),
    async accessToken(refused) {
      const session = await store.get();
      if (session === undefined) {
        return undefined;
      }
      const usable = session.accessToken !== refused && !isDue(session);
      return usable ? session.accessToken : (await renew())?.accessToken;
    },
    adopt,
    drop,
    onChange(listener) {
      if (listeners.size === 0) startWatching();
      const entry = { listener };
      listeners.add(entry);
      return () => {
        if (listeners.delete(entry) && listeners.size === 0) stopWatching?.();
      };
    },
  };
}

/** What others have done to a session; undefined where it is the same. */
function changeBetween(
  before: Session | undefined,
  after: Session | undefined,
): SessionCause | undefined {
  if (before?.accessToken === after?.accessToken) return undefined;
  if (after === undefined) return "signed-out";
  return before?.user.id === after.user.id ? "refreshed" : "signed-in";
}
