import { hashContent, hashLink } from "@daybook/db/chain-hash";
import type { Database } from "@daybook/db/database";
import { newId } from "@daybook/db/ids";
import { insertEvents } from "@daybook/db/queries/events.queries";
import { insertVersions, type NewVersion } from "@daybook/db/queries/versions.queries";
import { createTestDatabase } from "@daybook/db/testing/test-database";
import { verifyDatabase } from "@daybook/db/verify-database";
import { newContent } from "@daybook/domain/event/new-event";
import { boundsOf } from "@daybook/domain/event/spans";
import { CONTENT_SCHEMA, encodeContent } from "@daybook/domain/event/stored-content";
import { randomBytes } from "node:crypto";
import { median } from "../cpu.ts";
import { perSecond, type Row } from "../report.ts";

const EVENTS = 20_000;
const VERSIONS_EACH = 5;
const EVENTS_AT_A_TIME = 500;
const ROUNDS = 3;
const FIGURE = 50_000;

/** Every version of a database recomputed, as `npm run db -- verify` does it. */
export async function measureVerify(): Promise<Row[]> {
  await using test = await createTestDatabase();
  const { database } = test;
  await fill(database);
  const rates: number[] = [];
  const cpuRates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const cpu = process.cpuUsage();
    const report = await verifyDatabase(database);
    const { user, system } = process.cpuUsage(cpu);
    rates.push((report.versions * 1_000) / (performance.now() - startedAt));
    cpuRates.push((report.versions * 1_000_000) / (user + system));
    const { events, versions, bad, missing } = report;
    if (
      events !== EVENTS ||
      versions !== EVENTS * VERSIONS_EACH ||
      bad.length + missing.length > 0
    ) {
      throw new Error(`verify answered ${JSON.stringify(report)}`);
    }
  }
  await checkThatItFinds(database);
  const rate = median(rates);
  return [
    {
      area: `verify of ${EVENTS * VERSIONS_EACH} versions of ${EVENTS} events`,
      measured: `${perSecond(rate)}`,
      yardstick: `${perSecond(median(cpuRates))} for each second of this process's CPU`,
      figure: `at least ${perSecond(FIGURE)}`,
      reached: rate >= FIGURE,
    },
  ];
}

/** Small events as people make them: created, then renamed and moved now and then. */
async function fill(database: Database): Promise<void> {
  const [actorId, calendarId] = [newId(), newId()];
  for (let first = 0; first < EVENTS; first += EVENTS_AT_A_TIME) {
    const events = Array.from({ length: EVENTS_AT_A_TIME }, (_, i) => ({
      id: newId(),
      number: first + i,
    }));
    await database.transaction(async (trx) => {
      await insertEvents(
        trx,
        events.map(({ id, number }) => {
          const { startMs: starts, endMs: ends } = boundsOf(contentAt(number, VERSIONS_EACH));
          const place = { id, calendarId, uid: id, recurrenceId: null, actorId, splitFrom: null };
          return { ...place, sequence: 0, starts, ends, at: MADE_AT, words: [] };
        }),
      );
      await trx
        .updateTable("events")
        .set({ version: VERSIONS_EACH })
        .where("version", "=", 1)
        .execute();
      await insertVersions(
        trx,
        events.flatMap(({ id, number }) => chainOf(id, { actorId, calendarId, number })),
      );
    });
  }
}

const MADE_AT = Date.UTC(2026, 0, 1);

function contentAt(number: number, version: number) {
  const day = new Date(MADE_AT + (number % 365) * 86_400_000).toISOString().slice(0, 10);
  return newContent(
    {
      title: `Design review ${number}`,
      start: `${day}T${String(8 + version).padStart(2, "0")}:00:00`,
      description: "What was decided last time, and what is open.",
    },
    { timeZone: "Europe/Berlin" },
  );
}

function chainOf(
  eventId: string,
  of: { readonly actorId: string; readonly calendarId: string; readonly number: number },
): NewVersion[] {
  const { actorId, calendarId, number } = of;
  let previousChainHash: Uint8Array | null = null;
  return Array.from({ length: VERSIONS_EACH }, (_, i) => {
    const version = i + 1;
    const kind = version === 1 ? "create" : "update";
    const at = MADE_AT + version;
    const content = encodeContent(contentAt(number, version));
    const salt = randomBytes(16);
    const contentHash = hashContent(salt, content);
    const facts = { eventId, version, kind, at, actorId, deleted: false } as const;
    const chainHash = hashLink({ ...facts, previousChainHash, contentHash });
    previousChainHash = chainHash;
    return {
      ...facts,
      calendarId,
      changeSetId: newId(),
      message: null,
      changedFields: ["start", "end"],
      sourceVersion: null,
      content,
      contentSchema: CONTENT_SCHEMA,
      salt,
      contentHash,
      chainHash,
    };
  });
}

/** That it looks at all: one byte of one content in the midst of the database. */
async function checkThatItFinds(database: Database): Promise<void> {
  const row = await database.read
    .selectFrom("event_versions")
    .select(["event_id", "content"])
    .where("version", "=", 3)
    .orderBy("event_id")
    .offset(EVENTS / 2)
    .limit(1)
    .executeTakeFirstOrThrow();
  await database.transaction((trx) =>
    trx
      .updateTable("event_versions")
      .set({ content: row.content.replace("open.", "0pen.") })
      .where("event_id", "=", row.event_id)
      .where("version", "=", 3)
      .execute(),
  );
  const { bad } = await verifyDatabase(database);
  if (bad.length !== 1 || bad[0]?.version !== 3) {
    throw new Error(`one tampering, and verify names ${JSON.stringify(bad)}`);
  }
}
