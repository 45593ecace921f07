import type { Transaction } from "@daybook/db/database";
import { type Id, newId } from "@daybook/db/ids";
import { type AuditEntry, insertAuditEntries } from "@daybook/db/queries/audit.queries";
import { claimKey, setReceipt } from "@daybook/db/queries/idempotency.queries";
import { appendToScopes, type ScopeChange } from "@daybook/db/queries/scopes.queries";
import { DomainError } from "@daybook/domain/errors";
import { createHash } from "node:crypto";
import type { AuditResource } from "../audit/audited-resource.ts";
import { credentialOf } from "../rpc/actor.ts";
import type { Call } from "../rpc/context.ts";

/** What a use-case decides from: one transaction, in which everything is read. */
export interface Reading {
  readonly trx: Transaction;
  readonly call: Call;
  /** Whether what is read is about to be written, so that its row is locked before it is read. */
  readonly locks: boolean;
}

/**
 * One write in progress. Use-cases decide in memory, write content rows through `trx`, and hand
 * in what belongs at the end: the audit entry and the places in the log.
 */
export interface Write extends Reading {
  /** The one user action that this write is; undone as one. */
  readonly changeSetId: Id;
  /** Notes a change for the log of a scope (rule L1); written last, in scope order. */
  log(change: ScopeChange): void;
  /**
   * Takes a scope before its turn at the end, at the epoch at which rights there were read, and
   * raises that: others who relied on rights there start again, and what is read from here on stays.
   */
  takeScope(scope: Required<Pick<ScopeChange, "scopeId" | "accessEpoch">>): Promise<void>;
  /** Notes what the audit trail says of this call (rule A1): once for each thing it concerns. */
  audit(subject: AuditSubject): void;
}

export interface AuditSubject {
  readonly at: number;
  readonly resource: AuditResource;
  readonly calendarId?: Id;
  readonly eventId?: Id;
  readonly version?: number;
}

/**
 * How a use-case answers. The receipt is what an idempotency key remembers of the answer: ids and
 * versions, from which `replay` answers the same again after it has checked rights again.
 */
export interface WriteSteps<Receipt, Answer> {
  /** Given beforehand where nothing in it depends on what the database says: one round trip less. */
  readonly knownReceipt?: Receipt;
  perform(write: Write): Promise<Performed<Receipt, Answer>>;
  replay(trx: Transaction, receipt: Receipt): Promise<Answer>;
}

export interface Performed<Receipt, Answer> {
  readonly receipt: Receipt;
  readonly answer: Answer;
  /**
   * Looks at the very end, where no other write of the scopes that the log notes can commit before
   * this one, whether what was decided from still holds. Throws RestartTransaction if it does not.
   */
  readonly confirm?: () => Promise<void>;
}

/**
 * Runs one write: one transaction that holds the key, the change, its versions, audit entry and
 * log entries, restarted whole when it loses a race (rules C2, C4, L1, S4).
 *
 * @param input the parsed input, which the idempotency key is bound to
 */
export async function performWrite<Receipt, Answer>(
  call: Call,
  input: unknown,
  steps: WriteSteps<Receipt, Answer>,
): Promise<Answer> {
  const changeSetId = newId();
  const { idempotencyKey } = call;
  const key = idempotencyKey === undefined ? undefined : keyOf(call, idempotencyKey, input);
  let changes: readonly ScopeChange[] = [];
  const committed = await call.app.database.transaction(
    async (trx) => {
      changes = [];
      const earlier = key && (await claimKey(trx, { ...key, receipt: encode(steps.knownReceipt) }));
      if (key !== undefined && earlier !== undefined) {
        if (!Buffer.from(earlier.inputHash).equals(key.inputHash)) {
          throw new DomainError("KEY_REUSED");
        }
        return steps.replay(trx, decode<Receipt>(earlier.receipt));
      }
      let log: ScopeChange[] = [];
      const subjects: AuditSubject[] = [];
      const { receipt, answer, confirm } = await steps.perform({
        trx,
        call,
        locks: true,
        changeSetId,
        log: (change) => log.push(change),
        async takeScope({ scopeId, accessEpoch }) {
          const noted = log.filter((change) => change.scopeId === scopeId);
          const guards = noted.map((change) => ({ ...change, entries: [] }));
          const taken = { scopeId, accessEpoch, raiseEpoch: true, entries: [] };
          await appendToScopes(trx, [...guards, taken]);
          // What was noted of it before is as it was: nobody else changes anything there any more.
          log = log.map((change) => (noted.includes(change) ? withoutGuard(change) : change));
        },
        audit: (subject) => subjects.push(subject),
      });
      if (key !== undefined && steps.knownReceipt === undefined) {
        await setReceipt(trx, { ...key, receipt: encode(receipt) });
      }
      await insertAuditEntries(
        trx,
        subjects.map((subject) => auditEntry(call, subject)),
      );
      await appendToScopes(trx, log);
      await confirm?.();
      changes = log;
      return answer;
    },
    { repeatable: key !== undefined },
  );
  call.app.scopeWatcher.noteCommit(changes.map(({ scopeId }) => scopeId));
  return committed;
}

function withoutGuard({ scopeId, raiseEpoch, entries }: ScopeChange): ScopeChange {
  return { scopeId, entries, ...(raiseEpoch === undefined ? {} : { raiseEpoch }) };
}

interface Key {
  readonly userId: Id;
  readonly procedure: string;
  readonly keyHash: Buffer;
  readonly inputHash: Buffer;
}

function keyOf(call: Call, idempotencyKey: string, input: unknown): Key {
  return {
    userId: call.actor.userId,
    procedure: call.procedure,
    keyHash: sha256(idempotencyKey),
    inputHash: sha256(JSON.stringify(input)),
  };
}

function auditEntry(call: Call, subject: AuditSubject): AuditEntry {
  return {
    id: newId(),
    at: subject.at,
    actorId: call.actor.userId,
    ...credentialOf(call.actor),
    channel: call.channel,
    procedure: call.procedure,
    requestId: call.requestId,
    resourceType: subject.resource.type,
    resourceId: subject.resource.id,
    calendarId: subject.calendarId ?? null,
    eventId: subject.eventId ?? null,
    version: subject.version ?? null,
    outcome: "allowed",
    reason: null,
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function encode(receipt: unknown): string | null {
  return receipt === undefined ? null : JSON.stringify(receipt);
}

function decode<Receipt>(receipt: string | null): Receipt {
  if (receipt === null) {
    throw new Error("a committed idempotency key has no receipt");
  }
  // What is read here was written above, by the same use-case.
  return JSON.parse(receipt) as Receipt;
}
