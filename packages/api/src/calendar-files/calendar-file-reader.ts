import { DomainError } from "@daybook/domain/errors";
import { exceedsBytes } from "@daybook/domain/event/text-rules";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { availableParallelism } from "node:os";
import { CalendarFileThread, type ReadLimits, type ReadRequest } from "./calendar-file-thread.ts";
import type { ImportFile } from "./import-item.ts";

/** A thread that had nothing to read for so long is ended: it holds some 40 MB. */
const IDLE_MS = 30_000;

export interface CalendarFileReaderOptions extends Partial<ReadLimits> {
  /** How many files are read at once; one core is left to everything else. */
  readonly threads?: number;
  /** How many more may wait. */
  readonly queue?: number;
}

/**
 * Reads calendar files in threads of their own (rule F1), so that no file, however hostile, keeps
 * the server from answering others. Nothing is started before the first file.
 */
export class CalendarFileReader {
  readonly #limits: ReadLimits;
  readonly #free: CalendarFileThread[];
  readonly #threads: readonly CalendarFileThread[];
  readonly #queueLimit: number;
  readonly #waiting: ((thread: CalendarFileThread) => void)[] = [];
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: CalendarFileReaderOptions = {}) {
    const {
      threads = Math.min(2, Math.max(1, availableParallelism() - 1)),
      queue = 8,
      cpuMs = LIMITS.importParseMs,
      heapMb = LIMITS.importMemoryMb,
      wallMs = 20_000,
      program = new URL("./calendar-file-worker.ts", import.meta.url),
    } = options;
    this.#limits = { cpuMs, heapMb, wallMs, program };
    this.#threads = Array.from({ length: threads }, () => new CalendarFileThread(this.#limits));
    this.#free = [...this.#threads];
    this.#queueLimit = queue;
  }

  /**
   * @throws INVALID_CALENDAR_FILE; LIMIT_EXCEEDED for a file that is too large, or costs too much;
   *   BUSY when too many wait; UNAVAILABLE when the server stops
   */
  async read(request: ReadRequest): Promise<ImportFile> {
    requireSize(request.ics);
    const thread = await this.#take();
    try {
      this.#refuseWhenClosed();
      return await thread.read(request);
    } finally {
      this.#give(thread);
    }
  }

  /** Ends every thread; who waits for one is told UNAVAILABLE. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.#stopThreads();
  }

  async #take(): Promise<CalendarFileThread> {
    clearTimeout(this.#idle);
    const free = this.#free.pop();
    if (free !== undefined) {
      return free;
    }
    if (this.#waiting.length >= this.#queueLimit) {
      throw new DomainError("BUSY");
    }
    const { promise, resolve } = Promise.withResolvers<CalendarFileThread>();
    this.#waiting.push(resolve);
    return promise;
  }

  #give(thread: CalendarFileThread): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(thread);
      return;
    }
    this.#free.push(thread);
    if (this.#free.length === this.#threads.length && !this.#closed) {
      this.#idle = setTimeout(() => void this.#stopThreads(), IDLE_MS).unref();
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closed) {
      throw new DomainError("UNAVAILABLE");
    }
  }

  async #stopThreads(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }
}

/** Before it is copied to another thread. */
function requireSize(ics: string): void {
  if (exceedsBytes(ics, LIMITS.importBytes)) {
    throw limitRefusal("importBytes", {
      field: "ics",
      message: `A calendar file may take at most ${LIMITS.importBytes} bytes.`,
    });
  }
}
