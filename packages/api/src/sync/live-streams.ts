import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { findCredentialLife } from "@daybook/db/queries/sessions.queries";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import type { AuthService } from "../auth/auth.service.ts";
import type { Quota, ServiceLimit, ServiceLimits } from "../limits/service-limits.ts";
import { type Actor, credentialIds } from "../rpc/actor.ts";
import type { ScopeWatcher } from "./scope-watcher.ts";
import type { Watch } from "./watch.ts";

/** A stream that has ended has so long to say why; then its connection is cut. */
const CUT_AFTER_MS = 500;
/** Timers do not reach further than 24 days; a session may be prolonged meanwhile anyway. */
const LONGEST_TIMER_MS = 24 * 60 * 60_000;
const RETRY_LIFE_AFTER_MS = 1_000;

const OF_USER: Quota = {
  policy: "streams-of-user",
  quota: LIMITS.streamsPerUser,
  unit: "concurrent-requests",
};
const OF_SESSION: Quota = {
  policy: "streams-of-session",
  quota: LIMITS.streamsPerSession,
  unit: "concurrent-requests",
};

export interface LiveStreamsOptions {
  readonly auth: AuthService;
  readonly database: Database;
  readonly watcher: ScopeWatcher;
  /** Changes that a reader may leave untaken; the tests make it few. */
  readonly backlogChanges?: number;
}

/** Whoever wants a stream. */
export interface StreamRequest {
  readonly actor: Actor;
  readonly serviceLimits: ServiceLimits;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal | undefined;
  /** Closes the caller's connection, also while nothing can be written to it. */
  readonly cutOff: (() => void) | undefined;
}

/** One live stream, from its beginning until whoever opened it lets go. */
export interface LiveStream {
  /**
   * Aborts when the stream has to end. The reason is the refusal that the caller is told, unless
   * the caller has gone.
   */
  readonly signal: AbortSignal;
  readonly watch: Watch;
  /** Whether its reader has left so much untaken that it had better begin anew. */
  isTooFarBehind(): boolean;
  /** Frees everything that the stream holds; more than once does no harm. */
  release(): void;
}

interface OpenStream extends LiveStream {
  end(refusal: DomainError): void;
}

/**
 * The live streams of this process: how many there are for whom, and when each has to end (rules
 * L3, U3): with its session or personal token, and when the server stops.
 */
export class LiveStreams {
  readonly #auth: AuthService;
  readonly #database: Database;
  readonly #watcher: ScopeWatcher;
  readonly #backlogChanges: number;
  /** By user; by session or personal token; by the access token that opened the stream. */
  readonly #open = new Map<Id, Set<OpenStream>>();
  readonly #all = new Set<OpenStream>();
  readonly #unsubscribe: () => void;
  #stopping = false;

  constructor(options: LiveStreamsOptions) {
    const { auth, database, watcher } = options;
    this.#auth = auth;
    this.#database = database;
    this.#watcher = watcher;
    this.#backlogChanges = options.backlogChanges ?? LIMITS.streamBacklogChanges;
    this.#unsubscribe = auth.onRevoked((id) => {
      for (const stream of this.#open.get(id) ?? []) stream.end(new DomainError("TOKEN_REVOKED"));
    });
  }

  get size(): number {
    return this.#all.size;
  }

  /**
   * Begins a stream.
   *
   * @throws RATE_LIMITED beyond the published number of streams; UNAVAILABLE while the server
   *   stops; TOKEN_REVOKED, TOKEN_EXPIRED
   */
  async open({ actor, serviceLimits, signal, cutOff }: StreamRequest): Promise<LiveStream> {
    if (this.#stopping) throw stopping();
    const ids = credentialIds(actor);
    const noteWhatIsLeft = (taken: number): void => {
      serviceLimits.note(this.#leftOf(OF_USER, [actor.userId], taken));
      serviceLimits.note(this.#leftOf(OF_SESSION, ids, taken));
    };
    noteWhatIsLeft(0);
    this.#refuseTooMany([actor.userId], LIMITS.streamsPerUser);
    this.#refuseTooMany(ids, LIMITS.streamsPerSession);
    noteWhatIsLeft(1);

    const ending = new AbortController();
    const releasing = new DisposableStack();
    const end = (refusal: DomainError): void => {
      if (ending.signal.aborted) return;
      ending.abort(refusal);
      if (cutOff !== undefined) setTimeout(cutOff, CUT_AFTER_MS).unref();
    };
    const watch = releasing.use(this.#watcher.watch());
    const stream: OpenStream = {
      signal: ending.signal,
      watch,
      isTooFarBehind: () => watch.behind() > this.#backlogChanges,
      end,
      release: () => releasing.dispose(),
    };
    for (const id of [actor.userId, ...ids]) {
      this.#add(id, stream);
      releasing.defer(() => this.#remove(id, stream));
    }
    this.#all.add(stream);
    releasing.defer(() => this.#all.delete(stream));

    const onLeft = (): void => {
      ending.abort();
      // Nobody may ever ask for the next message, and so find out that there is none.
      releasing.dispose();
    };
    signal?.addEventListener("abort", onLeft, { once: true });
    releasing.defer(() => signal?.removeEventListener("abort", onLeft));
    if (signal?.aborted === true) onLeft();

    try {
      // What was revoked since the caller proved who it is was told to nobody here.
      await this.#auth.blocklist.refuseBlocked(...ids);
      const life = await this.#lifeOf(actor);
      if (!releasing.disposed) releasing.use(this.#endWhenExpired(actor, life, end));
    } catch (error) {
      releasing.dispose();
      throw error;
    }
    return stream;
  }

  /** Ends every stream, so that its reader goes on elsewhere, and lets no other begin. */
  close(): void {
    this.#stopping = true;
    this.#unsubscribe();
    for (const stream of this.#all) stream.end(stopping());
  }

  #openOf(ids: readonly Id[]): number {
    return Math.max(...ids.map((id) => this.#open.get(id)?.size ?? 0));
  }

  #leftOf(quota: Quota, ids: readonly Id[], taken: number): ServiceLimit {
    return { ...quota, remaining: Math.max(0, quota.quota - this.#openOf(ids) - taken) };
  }

  #refuseTooMany(ids: readonly Id[], limit: number): void {
    const streams = this.#openOf(ids);
    if (streams >= limit) {
      throw new DomainError("RATE_LIMITED", {
        message: "There are too many live streams; close one first.",
        details: { streams, limit, retryAfterSeconds: LIMITS.streamHeartbeatSeconds },
      });
    }
  }

  #add(id: Id, stream: OpenStream): void {
    const streams = this.#open.get(id);
    if (streams === undefined) {
      this.#open.set(id, new Set([stream]));
    } else {
      streams.add(stream);
    }
  }

  #remove(id: Id, stream: OpenStream): void {
    const streams = this.#open.get(id);
    streams?.delete(stream);
    if (streams?.size === 0) this.#open.delete(id);
  }

  /** @throws TOKEN_REVOKED, TOKEN_EXPIRED */
  async #lifeOf(actor: Actor): Promise<number> {
    const life = await findCredentialLife(this.#database.read, actor);
    if (life === undefined) throw new DomainError("TOKEN_REVOKED");
    if (life <= 0) throw new DomainError("TOKEN_EXPIRED");
    return life;
  }

  /** A session that was prolonged meanwhile goes on. */
  #endWhenExpired(actor: Actor, life: number, end: (refusal: DomainError) => void): Disposable {
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    const lookAgainAfter = (ms: number): void => {
      if (!over) timer = setTimeout(look, Math.min(ms, LONGEST_TIMER_MS)).unref();
    };
    const look = (): void => {
      this.#lifeOf(actor).then(lookAgainAfter, (error: unknown) => {
        if (error instanceof DomainError && !over) {
          end(error);
        } else {
          // The database does not answer; nothing is delivered without it.
          lookAgainAfter(RETRY_LIFE_AFTER_MS);
        }
      });
    };
    lookAgainAfter(life);
    return {
      [Symbol.dispose]() {
        over = true;
        clearTimeout(timer);
      },
    };
  }
}

function stopping(): DomainError {
  return new DomainError("UNAVAILABLE", {
    message: "The server is stopping; connect again.",
    details: { server: "stopping" },
  });
}
