import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { listChainEnds } from "@daybook/db/queries/chains.queries";
import { type ChainReport, verifyChains } from "@daybook/db/verify-chains";
import { LIMITS } from "@daybook/domain/limits";
import type { Call } from "../rpc/context.ts";
import { cursorFormat } from "../rpc/cursor.ts";
import { id } from "../rpc/wire.schema.ts";
import { requireReadable } from "../sharing/readable-resource.ts";
import { requireReadableEvent } from "./readable-version.ts";
import type { VerifyInput, VerifyOutput } from "./versions.schema.ts";

const EVENTS_AT_A_TIME = 500;

/** Recomputes the chain of an event, or of the events of a calendar (rule V8). */
export async function verifyVersions(call: Call, input: VerifyInput): Promise<VerifyOutput> {
  return call.app.database.snapshot((trx) => {
    const { eventId, calendarId, cursor } = input;
    if (eventId !== undefined) return verifyEvent(call, trx, eventId);
    if (calendarId !== undefined) return verifyCalendar(call, trx, { calendarId, cursor });
    throw new Error("a verification names neither an event nor a calendar");
  });
}

async function verifyEvent(call: Call, trx: Transaction, eventId: Id): Promise<VerifyOutput> {
  const { event } = await requireReadableEvent(trx, call, eventId);
  const ends = [{ eventId, version: event.version }];
  const { checked, bad } = await verifyChains(trx, { scope: { eventIds: [eventId] }, ends });
  return verifyOutputOf({ checked, bad, nextCursor: null });
}

/**
 * The events that are in the calendar now, deleted ones included, by id: as many as one call may
 * take, and where the next one goes on.
 */
async function verifyCalendar(
  call: Call,
  trx: Transaction,
  { calendarId, cursor }: { readonly calendarId: Id; readonly cursor: string | undefined },
): Promise<VerifyOutput> {
  const format = cursorFormat("versions.verify", { calendarId }, id);
  let after: Id | null = cursor === undefined ? null : format.decode(cursor);
  await requireReadable(trx, { type: "calendar", id: calendarId }, call.actor.userId);
  const bad: ChainReport["bad"][number][] = [];
  let checked = 0;
  let length = 0;
  for (;;) {
    const ends = await listChainEnds(trx, { calendarId, after, limit: EVENTS_AT_A_TIME });
    const eventIds = ends.map((end) => end.eventId);
    const report = await verifyChains(trx, {
      scope: { eventIds },
      ends,
      enough: {
        versions: LIMITS.verifyVersions - checked,
        length: LIMITS.verifyLength - length,
      },
    });
    checked += report.checked;
    length += report.length;
    bad.push(...report.bad);
    after = report.stoppedAt ?? eventIds.at(-1) ?? null;
    const isLast = report.stoppedAt === null && ends.length < EVENTS_AT_A_TIME;
    const isEnough = checked >= LIMITS.verifyVersions || length >= LIMITS.verifyLength;
    if (isLast || after === null) return verifyOutputOf({ checked, bad, nextCursor: null });
    if (isEnough) return verifyOutputOf({ checked, bad, nextCursor: format.encode(after) });
  }
}

function verifyOutputOf({
  checked,
  bad: [first],
  nextCursor,
}: Pick<ChainReport, "checked" | "bad"> & Pick<VerifyOutput, "nextCursor">): VerifyOutput {
  return {
    ok: first === undefined,
    checked,
    firstBad: first?.version ?? null,
    firstBadEventId: first?.eventId ?? null,
    nextCursor,
  };
}
