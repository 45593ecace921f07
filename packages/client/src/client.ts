import type { AroundCall, CallReport } from "./api-types.ts";
import { createCaller } from "./caller.ts";
import type { DaybookApi, Session } from "./contract.ts";
import type { Fetch } from "./fetch.ts";
import { keepingSession, procedureCalls } from "./procedure-calls.ts";
import { createSessionKeeper, type SessionListener } from "./session.ts";
import { createStreamer } from "./streamer.ts";
import { memoryTokenStore, type TokenStore } from "./token-store.ts";
import { createTransport } from "./transport.ts";
import { CLIENT_VERSION } from "./version.ts";

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 3;

/** A refresh is repeated, if at all, while the server still answers the old token (rule U2). */
const REFRESH_TIMEOUT_MS = 8_000;

export interface DaybookClientOptions {
  /** Where the server is, as in `https://daybook.example`. */
  readonly url: string;
  /** Where the session is kept; in memory unless given. */
  readonly tokens?: TokenStore | undefined;
  /** A personal access token (rule U4): it is sent with every call and no session is kept. */
  readonly personalToken?: string | undefined;
  /** Instead of the global `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** Which program calls, as the audit trail shows it: `web/1.2.0`, `cli/0.1.0`. */
  readonly clientName?: string | undefined;
  /** Milliseconds that a call may take with all its attempts; 30,000 unless given. */
  readonly timeoutMs?: number | undefined;
  /** How often a call is repeated where that is safe; 3 unless given, 0 for never. */
  readonly retries?: number | undefined;
  /** Told of each call when it is over, for logs and metrics. Streams are no calls. */
  readonly onCall?: ((report: CallReport) => void) | undefined;
  /**
   * Called around each call, with all its attempts: for a span, and the headers that carry it on
   * (`traceparent`). Streams are no calls.
   *
   * @example
   * aroundCall: ({ procedure }, proceed) =>
   *   tracer.startActiveSpan(procedure, async (span) => {
   *     const headers: Record<string, string> = {};
   *     propagation.inject(context.active(), headers);
   *     return proceed(headers).finally(() => span.end());
   *   }),
   */
  readonly aroundCall?: AroundCall | undefined;
}

/** What is known about the session, beside the procedures of `auth`. */
export interface SessionHandle {
  /** The session that calls are made with; undefined when nobody is signed in. */
  readonly current: () => Promise<Session | undefined>;
  /**
   * Calls back at sign-in, refresh, sign-out, and when the session is found to have ended; with a
   * store that tells of it also when another tab or process has done so.
   */
  readonly onChange: (listener: SessionListener) => () => void;
}

/** Every procedure of the server as a function, and the session they are called with. */
export interface DaybookClient extends DaybookApi {
  readonly session: SessionHandle;
}

/**
 * A client of one Daybook server.
 *
 * Signing in, refreshing and signing out keep the token store up to date by themselves. Every
 * failure is a `DaybookError`, except that an aborted call rejects with its signal's reason, and that
 * what a token store of yours throws is handed on.
 *
 * @throws TypeError when `url` is not an absolute http(s) URL
 * @example
 * const daybook = createDaybookClient({ url: "http://127.0.0.1:3000" });
 * await daybook.auth.login({ login: "ada", password });
 * const { items } = await daybook.events.occurrences({ from, to });
 */
export function createDaybookClient(options: DaybookClientOptions): DaybookClient {
  const { personalToken, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const transport = createTransport({
    url: requireHttpUrl(options.url),
    clientName: options.clientName ?? `web/${CLIENT_VERSION}`,
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  });
  const session = createSessionKeeper(
    options.tokens ?? memoryTokenStore(),
    async (refreshToken) => {
      const refreshed = await call({
        path: "auth.refresh",
        kind: "mutation",
        input: { refreshToken },
        options: { timeoutMs: Math.min(timeoutMs, REFRESH_TIMEOUT_MS) },
      });
      return refreshed as Session;
    },
  );
  const common = {
    transport,
    timeoutMs,
    retries: options.retries ?? DEFAULT_RETRIES,
    onCall: options.onCall,
    aroundCall: options.aroundCall,
    accessToken: (refused: string | undefined) =>
      personalToken === undefined ? session.accessToken(refused) : Promise.resolve(personalToken),
  };
  const call = createCaller(common);
  const ways = { call: keepingSession(call, session), stream: createStreamer(common) };

  return {
    ...procedureCalls(ways),
    session: { current: session.current, onChange: session.onChange },
  };
}

function requireHttpUrl(url: string): string {
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url)) {
    throw new TypeError(`url: expected an absolute http(s) URL, not "${url}"`);
  }
  return url;
}
