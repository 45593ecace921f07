import type { Database } from "@daybook/db/database";
import { countDenial } from "@daybook/db/queries/audit.queries";
import type { ErrorReason } from "@daybook/domain/errors";
import type { ErrorData } from "../rpc/errors.ts";
import { credentialOf } from "../rpc/actor.ts";
import type { Logger } from "../rpc/logger.ts";
import type { Channel, RequestContext } from "../rpc/context.ts";
import { type AuditResource, resourceOfInput } from "./audited-resource.ts";

/** The refusals that are denials: the caller lacks a right, or asks for what it cannot see. */
const DENIALS: ReadonlySet<ErrorReason> = new Set([
  "NOT_FOUND",
  "FORBIDDEN",
  "INSUFFICIENT_SCOPE",
  "SESSION_REQUIRED",
  "USER_NOT_FOUND",
]);

/** Counts that wait to be written; beyond this many the oldest are written first. */
const MAX_PENDING = 1_000;
const FLUSH_AFTER_MS = 250;

/** How often the writing of one denial is tried before it is given up. */
const MAX_ATTEMPTS = 3;

/** Denials of one caller, procedure and minute, summed until they are written. */
interface PendingDenial {
  readonly at: number;
  readonly actorId: string;
  readonly sessionId: string | null;
  readonly tokenId: string | null;
  readonly channel: Channel;
  readonly procedure: string;
  readonly requestId: string;
  readonly resource: AuditResource | null;
  readonly reason: ErrorReason;
  count: number;
  attempts: number;
}

export interface Refusal {
  readonly ctx: RequestContext;
  readonly procedure: string;
  readonly error: ErrorData;
  readonly getRawInput: () => Promise<unknown>;
}

/**
 * Writes denials to the audit trail after the answer (rule A1), so that a hidden thing and a
 * missing one take the same time. They are summed per caller, procedure and minute: a caller
 * that guesses ids fills neither the memory nor the table.
 */
export class DenialRecorder {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #pending = new Map<string, PendingDenial>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  async record({ ctx, procedure, error, getRawInput }: Refusal): Promise<void> {
    if (!DENIALS.has(error.reason)) {
      return;
    }
    const actor = await ctx.authenticate();
    if (actor === undefined) {
      return;
    }
    const resource = resourceOfInput(procedure, await getRawInput());
    const at = Date.now();
    const key = `${actor.userId} ${procedure} ${Math.floor(at / 60_000)}`;
    const pending = this.#pending.get(key);
    if (pending !== undefined) {
      pending.count += 1;
      return;
    }
    this.#pending.set(key, {
      at,
      actorId: actor.userId,
      ...credentialOf(actor),
      channel: ctx.channel,
      procedure,
      requestId: ctx.requestId,
      resource,
      reason: error.reason,
      count: 1,
      attempts: 0,
    });
    this.#schedule();
  }

  /** Writes what waits; the server calls it when it stops. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#write());
    await this.#flushing;
  }

  #schedule(): void {
    if (this.#pending.size >= MAX_PENDING) {
      void this.flush();
      return;
    }
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref();
  }

  /** Each denial by itself: one that cannot be written takes none of the others along. */
  async #write(): Promise<void> {
    const denials = [...this.#pending];
    this.#pending.clear();
    for (const [key, denial] of denials) {
      try {
        await this.#database.transaction((trx) => countDenial(trx, denial));
      } catch (error) {
        this.#log.error({ err: error, count: denial.count }, "a denial could not be recorded");
        this.#keep(key, denial);
      }
    }
  }

  /** Keeps what could not be written for a later try, in bounds. */
  #keep(key: string, denial: PendingDenial): void {
    denial.attempts += 1;
    if (denial.attempts >= MAX_ATTEMPTS) {
      return;
    }
    const since = this.#pending.get(key);
    if (since !== undefined) {
      since.count += denial.count;
      since.attempts = denial.attempts;
    } else if (this.#pending.size < MAX_PENDING) {
      this.#pending.set(key, denial);
      this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref();
    }
  }
}
