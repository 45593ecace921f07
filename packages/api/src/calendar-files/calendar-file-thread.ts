import { DomainError, type ErrorReason } from "@daybook/domain/errors";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { Worker } from "node:worker_threads";
import type { ImportFile } from "./import-item.ts";

/** What a thread is asked. Only plain data crosses. */
export interface ReadRequest {
  readonly ics: string;
  /** The zone of the calendar that the file goes to. */
  readonly timeZone: string;
}

/** What a thread answers: the file, what refuses it, or what went wrong. */
export type ReadReply =
  | { readonly file: ImportFile }
  | { readonly refusal: ReadRefusal }
  | { readonly fault: unknown };

export interface ReadRefusal {
  readonly reason: ErrorReason;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly field: string | undefined;
}

/** What a thread sends before its first answer. */
export const READY = "ready";

/** What one file may cost, and what reads it. */
export interface ReadLimits {
  /** Milliseconds of the thread's own CPU time: a busy machine makes no file larger. */
  readonly cpuMs: number;
  /** Milliseconds after which a thread that got no CPU is given up. */
  readonly wallMs: number;
  readonly heapMb: number;
  /** The program of the thread. */
  readonly program: URL;
}

/** How often the cost of a thread at work is looked at. */
const LOOK_EVERY_MS = 20;

interface Running {
  readonly worker: Worker;
  /** Whether its program is loaded: what that costs is no file's fault. */
  isReady: boolean;
}

/**
 * A thread that reads calendar files, one at a time. It is started when there is something to read
 * and ended when a file costs too much: there is no other way to stop a program at work.
 */
export class CalendarFileThread {
  readonly #limits: ReadLimits;
  #running: Running | undefined;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  /**
   * @throws the refusals of `readCalendarFile`; LIMIT_EXCEEDED beyond the CPU time or the memory of
   *   one file; BUSY when the machine gives the thread no time; UNAVAILABLE when it is stopped
   */
  async read(request: ReadRequest): Promise<ImportFile> {
    const running = (this.#running ??= start(this.#limits));
    let reply: ReadReply;
    try {
      reply = await exchange(running, request, this.#limits);
    } catch (error) {
      const wasStopped = this.#running !== running;
      this.#running = undefined;
      await running.worker.terminate();
      throw wasStopped ? new DomainError("UNAVAILABLE", { cause: error }) : error;
    }
    if ("fault" in reply) {
      throw new Error("The calendar file could not be read.", { cause: reply.fault });
    }
    if ("refusal" in reply) {
      const { reason, message, details, field } = reply.refusal;
      throw new DomainError(reason, {
        message,
        details,
        ...(field === undefined ? {} : { field }),
      });
    }
    return reply.file;
  }

  /** Ends the thread, whatever it is doing. Another one is started for the next file. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.worker.terminate();
  }
}

function start({ program, heapMb }: ReadLimits): Running {
  const worker = new Worker(program, {
    name: "calendar-files",
    // It needs no setting and is told no secret.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  // Whoever waits for an answer keeps the process alive; a thread that waits does not.
  worker.unref();
  // Without a listener, a thread that fails while nobody waits would end the process.
  worker.on("error", () => undefined);
  return { worker, isReady: false };
}

/** Sends one request and waits for its answer, within the limits. */
async function exchange(
  running: Running,
  request: ReadRequest,
  limits: ReadLimits,
): Promise<ReadReply> {
  const { worker } = running;
  const { promise, resolve, reject } = Promise.withResolvers<ReadReply>();
  let deadline = performance.now() + limits.wallMs;
  let before = running.isReady ? costOf(worker) : undefined;

  const onMessage = (message: ReadReply | typeof READY): void => {
    if (message !== READY) {
      resolve(message);
      return;
    }
    running.isReady = true;
    deadline = performance.now() + limits.wallMs;
    before = costOf(worker);
  };
  const onError = (error: Error): void => reject(describeFailure(error, limits));
  const onExit = (code: number): void =>
    reject(new Error(`The thread that reads calendar files ended with the code ${code}.`));
  const look = async (): Promise<void> => {
    if (performance.now() > deadline) {
      reject(new DomainError("BUSY"));
    } else if (before !== undefined && (await costOf(worker)) - (await before) > limits.cpuMs) {
      reject(tooDear("importParseMs", limits.cpuMs));
    }
  };

  worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  const watch = setInterval(() => void look(), LOOK_EVERY_MS);
  try {
    worker.postMessage(request);
    return await promise;
  } finally {
    clearInterval(watch);
    worker.off("message", onMessage).off("error", onError).off("exit", onExit);
  }
}

/** Milliseconds of CPU time; 0 for a thread that has ended, which its `exit` tells. */
function costOf(worker: Worker): Promise<number> {
  return worker.cpuUsage().then(
    ({ user, system }) => (user + system) / 1_000,
    () => 0,
  );
}

/** Memory that ran out is the file's doing; anything else is a fault of ours. */
function describeFailure(error: Error, { heapMb }: ReadLimits): Error {
  return "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? tooDear("importMemoryMb", heapMb, error)
    : new Error("The thread that reads calendar files failed.", { cause: error });
}

function tooDear(
  limit: "importParseMs" | "importMemoryMb",
  allowed: number,
  cause?: Error,
): DomainError {
  const what = limit === "importParseMs" ? "time" : "memory";
  const message = `The calendar file takes too much ${what} to read; import it in parts.`;
  return limitRefusal(limit, { field: "ics", allowed, message, cause });
}
