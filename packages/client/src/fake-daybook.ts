import type { Stream, StreamOptions, WriteOptions } from "./api-types.ts";
import type { ProcedureCall } from "./caller.ts";
import type { DaybookClient } from "./client.ts";
import type { Session } from "./contract.ts";
import { startDeadline } from "./deadline.ts";
import type { Answers, InputOf, ProcedureName } from "./fake-answers.ts";
import { keepingSession, procedureCalls } from "./procedure-calls.ts";
import { PROCEDURES, type ProcedureKind } from "./procedures.ts";
import { createSessionKeeper } from "./session.ts";
import { openScript, type StreamScript } from "./stream-script.ts";
import { memoryTokenStore } from "./token-store.ts";

/** A call that was made, with its input as it would have been sent. */
export type FakeCall = {
  [Name in ProcedureName]: {
    readonly procedure: Name;
    readonly input: InputOf<Name>;
    readonly options: WriteOptions | StreamOptions;
  };
}[ProcedureName];

/** What a test asks and tells a fake. */
export interface FakeHandle {
  /** Every call, the oldest first; a stream counts when it is begun. */
  readonly calls: readonly FakeCall[];
  /** The inputs that one procedure was called with, the oldest first. */
  inputsOf<Name extends ProcedureName>(procedure: Name): InputOf<Name>[];
  /** Adds answers, and replaces those of the same procedures. */
  answer(answers: Answers): void;
}

export interface FakeDaybook extends DaybookClient {
  readonly fake: FakeHandle;
}

export interface FakeOptions {
  /** Who is signed in at the beginning; nobody unless given. */
  readonly session?: Session | undefined;
  /** As of the client; 30,000 unless given. */
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * A client that answers from a table instead of a server: the same type, the same errors, sessions
 * that signing in and out change, signals and time-outs that are heeded, nothing sent and nothing
 * repeated. What is called without an answer rejects, and says so. Inputs and answers pass as
 * JSON: what is `undefined` is left out, and later changes to an object are not seen.
 *
 * @throws TypeError for an answer to a procedure that there is not
 * @example
 * const daybook = fakeDaybook({
 *   "events.get": ({ id }) => anEvent({ id, title: "Stand-up" }),
 *   "events.update": refusal("FORBIDDEN", { required: "editor", actual: "viewer" }),
 * });
 */
export function fakeDaybook(answers: Answers = {}, options: FakeOptions = {}): FakeDaybook {
  const table = new Map<string, unknown>();
  const calls: FakeCall[] = [];
  const store = memoryTokenStore();
  if (options.session !== undefined) void store.set(options.session);

  function answer(added: Answers): void {
    for (const [procedure, given] of Object.entries(added)) {
      if (!NAMES.has(procedure)) throw new TypeError(`There is no procedure ${procedure}.`);
      table.set(procedure, given);
    }
  }

  /** What the table has for a call; throws it where it is an error. */
  function lookUp(procedure: string, input: unknown, callOptions: object): unknown {
    const sent = asJson(input);
    calls.push({ procedure, input: sent, options: callOptions } as FakeCall);
    const given = table.get(procedure);
    if (given === undefined) {
      throw new Error(
        `${procedure} was called, and has no answer: give one, as in fakeDaybook({ "${procedure}": … }).`,
      );
    }
    const answered: unknown =
      typeof given === "function" ? (given as AnyAnswer)(sent, callOptions) : given;
    if (answered instanceof Error) throw answered;
    return answered;
  }

  async function call({ path, input, options: callOptions = {} }: ProcedureCall): Promise<unknown> {
    const timeoutMs = callOptions.timeoutMs ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const deadline = startDeadline(timeoutMs, callOptions.signal);
    try {
      deadline.signal.throwIfAborted();
      const answered = Promise.resolve(lookUp(path, input, callOptions));
      return asJson(await deadline.race(answered));
    } finally {
      deadline.end();
    }
  }

  const session = createSessionKeeper(store, async (refreshToken) => {
    const input = { refreshToken };
    return (await call({ path: "auth.refresh", kind: "mutation", input })) as Session;
  });
  answer(answers);
  return {
    ...procedureCalls({
      call: keepingSession(call, session),
      stream: ({ path, input, options: streamOptions = {} }) =>
        begun(() => {
          const script = lookUp(path, input, streamOptions) as StreamScript<unknown>;
          return openScript(script, streamOptions);
        }),
    }),
    session: { current: session.current, onChange: session.onChange },
    fake: {
      calls,
      inputsOf: (procedure) =>
        // The procedure says what its input is.
        calls.filter((made) => made.procedure === procedure).map(({ input }) => input as never),
      answer,
    },
  };
}

type AnyAnswer = (input: unknown, options: object) => unknown;
type ProcedureTree = { readonly [name: string]: ProcedureKind | ProcedureTree };

const NAMES: ReadonlySet<string> = new Set(namesIn(PROCEDURES, ""));

function namesIn(tree: ProcedureTree, prefix: string): string[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    typeof node === "string" ? [`${prefix}${name}`] : namesIn(node, `${prefix}${name}.`),
  );
}

/** A stream that begins, or is refused, when it is read first, as real ones are. */
function begun(open: () => Stream<unknown>): Stream<unknown> {
  let opened: Stream<unknown> | undefined;
  let isOver = false;
  return {
    async next() {
      if (isOver) return { done: true, value: undefined };
      try {
        opened ??= open();
        return await opened.next();
      } catch (error) {
        isOver = true;
        throw error;
      }
    },
    async return() {
      isOver = true;
      return (await opened?.return()) ?? { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
