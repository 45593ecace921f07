import type { Database } from "@daybook/db/database";
import { openDatabase } from "@daybook/db/database";
import { newId } from "@daybook/db/ids";
import { listScopeStates } from "@daybook/db/queries/scope-states.queries";
import { createTestDatabase, type TestDatabase } from "@daybook/db/testing/test-database";
import type { TRPCError } from "@trpc/server";
import { CalendarFileReader } from "../../src/calendar-files/calendar-file-reader.ts";
import { DenialRecorder } from "../../src/audit/denial-recorder.ts";
import type { SessionView } from "../../src/auth/auth.schema.ts";
import {
  type AuthService,
  type AuthServiceOptions,
  openAuthService,
} from "../../src/auth/auth.service.ts";
import { newPrivateJwk } from "../../src/auth/signing-keys.ts";
import { InTurn } from "../../src/limits/in-turn.ts";
import { ServiceLimits } from "../../src/limits/service-limits.ts";
import type { Logger } from "../../src/rpc/logger.ts";
import type { App, RequestContext } from "../../src/rpc/context.ts";
import { describeError, type ErrorData, toTrpcError } from "../../src/rpc/errors.ts";
import { createCaller } from "../../src/router.ts";
import { LiveStreams, type LiveStreamsOptions } from "../../src/sync/live-streams.ts";
import { ScopeWatcher } from "../../src/sync/scope-watcher.ts";
import { checkingAnswers } from "../_answers.ts";

export type Caller = ReturnType<typeof createCaller>;

export interface LoggedLine {
  readonly message: string;
  readonly fields: object;
}

/** One server process, as far as signing in is concerned. */
export interface TestProcess extends AsyncDisposable {
  readonly app: App;
  readonly auth: AuthService;
  readonly database: Database;
  /** What was logged as a warning or an error. */
  readonly logged: readonly LoggedLine[];
  /** Calls as whoever holds the token, or as a stranger. */
  as(token?: string, from?: Partial<RequestContext>, signal?: AbortSignal): Caller;
}

export type ProcessOptions = Partial<AuthServiceOptions> &
  Pick<LiveStreamsOptions, "backlogChanges">;

/** Starts a process on a database; several on one are several processes. */
export async function startProcess(
  on: Pick<TestDatabase, "database" | "url">,
  { backlogChanges, ...options }: ProcessOptions = {},
): Promise<TestProcess> {
  const database = await openDatabase({ url: on.url });
  const logged: LoggedLine[] = [];
  const log = recordingLogger(logged);
  const auth = await openAuthService({
    database,
    log,
    privateJwk: await newPrivateJwk(),
    ...options,
  });
  const denials = new DenialRecorder(database, log);
  const calendarFiles = new CalendarFileReader();
  const serverVersion = "0.0.0-test";
  const publicUrl = () => "https://daybook.example.org";
  const scopeWatcher = new ScopeWatcher({
    read: (scopeIds) => listScopeStates(database.read, scopeIds),
    log,
  });
  const streams = new LiveStreams({
    auth,
    database,
    watcher: scopeWatcher,
    ...(backlogChanges === undefined ? {} : { backlogChanges }),
  });
  const app: App = {
    database,
    auth,
    denials,
    calendarFiles,
    scopeWatcher,
    streams,
    callLimit: undefined,
    guesses: new InTurn(),
    log,
    serverVersion,
    publicUrl,
  };
  return {
    app,
    auth,
    database,
    logged,
    as(token, from = {}, signal = new AbortController().signal) {
      const authorization = token === undefined ? undefined : `Bearer ${token}`;
      const ctx: RequestContext = {
        app,
        requestId: newId(),
        channel: "web",
        address: "192.0.2.1",
        userAgent: "a test",
        serviceLimits: new ServiceLimits(),
        idempotencyKey: undefined,
        authenticate: () => auth.authenticate(authorization),
        ...from,
      };
      const caller = createCaller(ctx, { signal });
      return checkingAnswers(caller);
    },
    async [Symbol.asyncDispose]() {
      streams.close();
      scopeWatcher.stop();
      await calendarFiles.close();
      await auth.stop();
      await denials.flush();
      await database.close();
    },
  };
}

function recordingLogger(lines: LoggedLine[]): Logger {
  const record = (fields: object, message: string) => {
    lines.push({ fields, message });
  };
  return { info: () => {}, warn: record, error: record };
}

/** A process on a database of its own. */
export interface TestWorld extends TestProcess {
  readonly on: TestDatabase;
}

export async function startWorld(options: ProcessOptions = {}): Promise<TestWorld> {
  const on = await createTestDatabase();
  const process = await startProcess(on, options);
  return {
    ...process,
    on,
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]();
      await on[Symbol.asyncDispose]();
    },
  };
}

export const PASSWORD = "tepid walrus at 9:15";

let made = 0;

/** Registers a user whose name nobody else has. */
export function newUser(
  process: TestProcess,
  overrides: Partial<{ username: string; email: string; password: string }> = {},
): Promise<SessionView> {
  made += 1;
  return process.as().auth.register({
    username: `user${made}`,
    email: `user${made}@example.com`,
    password: PASSWORD,
    ...overrides,
  });
}

/** What a caller of a refused call is told; fails the test when the call succeeds. */
export async function refusalOf(call: Promise<unknown>): Promise<ErrorData> {
  try {
    await call;
  } catch (error) {
    // An in-process caller throws what the wire would describe.
    return describeError(toTrpcError(error as TRPCError));
  }
  throw new Error("the call was expected to be refused, and succeeded");
}

export async function reasonOf(call: Promise<unknown>): Promise<string> {
  const { reason } = await refusalOf(call);
  return reason;
}
