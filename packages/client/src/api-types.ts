import type { DaybookError } from "./errors.ts";
import type { RouterRecord } from "./procedures.ts";

/** What any call may be given beside its input. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason, as `fetch` does. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call, with all its attempts, gives up (`isTimeout`). */
  readonly timeoutMs?: number | undefined;
}

/** What a call that writes may be given beside its input. */
export interface WriteOptions extends CallOptions {
  /**
   * Makes copies of this call one write (rule C2). The client makes a key for each call by itself;
   * give one to repeat a call safely after the page or the process was lost.
   */
  readonly idempotencyKey?: string | undefined;
}

/** What a stream may be given beside its input. */
export interface StreamOptions {
  /** Ends the stream, whose next message then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called each time that the connection is lost and another one is to be tried after a pause. */
  readonly onReconnect?: ((error: DaybookError, delayMs: number) => void) | undefined;
}

/**
 * Messages as they come, to be read with `for await`. Leaving the loop, or `return()` from
 * elsewhere, closes the connection.
 */
export interface Stream<Message> extends AsyncIterableIterator<Message, void, undefined> {
  return(): Promise<IteratorResult<Message, void>>;
}

/** A subscription as a plain function. It connects when the first message is asked for. */
export type Subscription<Input, Message> = (
  input?: Input,
  options?: StreamOptions,
) => Stream<Message>;

/** A procedure as a plain function. An input without required members may be left out. */
export type Call<Input, Output, Options = CallOptions> =
  AcceptsNothing<Input> extends true
    ? (input?: Input, options?: Options) => Promise<Output>
    : (input: Input, options?: Options) => Promise<Output>;

type AcceptsNothing<Input> = undefined extends Input ? true : {} extends Input ? true : false;

interface ProcedureOf<Kind, Input, Output> {
  readonly _def: { readonly type: Kind; readonly $types: { input: Input; output: Output } };
}

type CallsOf<Node> = {
  readonly [Name in keyof Node]: Node[Name] extends ProcedureOf<
    infer Kind,
    infer Input,
    infer Output
  >
    ? Kind extends "subscription"
      ? Subscription<Resumable<Input>, MessageOf<Output>>
      : Call<Input, Output, Kind extends "mutation" ? WriteOptions : CallOptions>
    : CallsOf<Node[Name]>;
};

/** Where a stream goes on after a lost connection is the client's own affair. */
type Resumable<Input> = Omit<NonNullable<Input>, "lastEventId">;

/** The server sends each message with an id. */
type MessageOf<Output> = Output extends AsyncIterable<{ data: infer Message }> ? Message : never;

/** Every procedure of the server, by its name. */
export type DaybookApi = CallsOf<RouterRecord>;

type InputOf<Procedure> = Procedure extends (input: infer Input, ...rest: never[]) => unknown
  ? NonNullable<Input>
  : never;

type OutputOf<Procedure> = Procedure extends (...args: never[]) => Promise<infer Output>
  ? Output
  : never;

/** Tokens and user of a signed-in session. */
export type Session = OutputOf<DaybookApi["auth"]["login"]>;
/** The account behind a session. */
export type User = Session["user"];
export type Calendar = OutputOf<DaybookApi["calendars"]["get"]>;
/** One event with its recurrence and all exceptions. */
export type Event = OutputOf<DaybookApi["events"]["get"]>;
/** Content of a new event. */
export type NewEvent = InputOf<DaybookApi["events"]["create"]>;
/** Absent leaves a field, `null` clears it, a value replaces it (rule X8). */
export type EventPatch = InputOf<DaybookApi["events"]["update"]>["patch"];
/** The answer of a call that may change an event. */
export type Changed = OutputOf<DaybookApi["events"]["update"]>;
/** What became of everything that one user action had done, once it was undone. */
export type UndoneChangeSet = Extract<
  OutputOf<DaybookApi["versions"]["undo"]>,
  { readonly items: unknown }
>;
/** What a change would mean in time, and what it would lose (rule X6). */
export type Preview = NonNullable<Changed["preview"]>;
/** One concrete instance of an event in time. */
export type Occurrence = OutputOf<DaybookApi["events"]["occurrences"]>["items"][number];
/** What else takes an event's time, up to a horizon. */
export type Conflicts = OutputOf<DaybookApi["events"]["conflicts"]>;
/** What was created, updated and skipped by an import. */
export type ImportReport = OutputOf<DaybookApi["events"]["import"]>;
/** An event or a calendar, as sharing names it. */
export type Resource = InputOf<DaybookApi["sharing"]["share"]>["resource"];
export type Grant = OutputOf<DaybookApi["sharing"]["list"]>["items"][number];
/** Why somebody sees an event or a calendar. */
export type AccessExplanation = OutputOf<DaybookApi["sharing"]["explain"]>;
/** Who is granted what, as `sharing.share` takes it. */
export type Grantee = InputOf<DaybookApi["sharing"]["share"]>["users"][number];
export type Role = Grant["role"];
/** One line of an event's changelog. */
export type VersionItem = OutputOf<DaybookApi["versions"]["list"]>["items"][number];
/** One version with its whole content. */
export type VersionedEvent = OutputOf<DaybookApi["versions"]["get"]>;
export type VersionDiff = OutputOf<DaybookApi["versions"]["diff"]>;
export type AuditItem = OutputOf<DaybookApi["audit"]["list"]>["items"][number];
/** A secret address at which calendar programs read a calendar; only making one answers the address. */
export type Feed = OutputOf<DaybookApi["feeds"]["list"]>["items"][number];
/** When one person is busy, or why nothing is told. */
export type FreeBusy = OutputOf<DaybookApi["schedule"]["freeBusy"]>["items"][number];
/** Times at which all are free, or the reason why there is none. */
export type FoundTimes = OutputOf<DaybookApi["schedule"]["findTime"]>;
type MessageIn<Procedure> = Procedure extends (...args: never[]) => Stream<infer Message>
  ? Message
  : never;

/** One message of `sync.subscribe`; go on from its `cursor`. */
export type SyncMessage = MessageIn<DaybookApi["sync"]["subscribe"]>;
/** One change: of an event, of a calendar, or of what you may do. */
export type SyncItem = SyncMessage["items"][number];
