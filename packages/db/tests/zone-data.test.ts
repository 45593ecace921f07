import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { newId } from "../src/ids.ts";
import {
  ensureZoneData,
  holdZoneLease,
  listZoneChanges,
  listZoneClocks,
  readZoneData,
  releaseZoneLease,
  writeZoneChanges,
  writeZoneData,
} from "../src/queries/zone-data.queries.ts";
import type { ZoneChange } from "../src/queries/zone-data.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";

const LEASE_MS = 60_000;
const AT = Date.UTC(2026, 6, 1, 7);

function change(toVersion: string, eventId: string, fields: Partial<ZoneChange> = {}): ZoneChange {
  return {
    fromVersion: "2026a",
    toVersion,
    timeZone: "Europe/Berlin",
    eventId: eventId,
    key: "2026-07-01T09:00:00",
    startsBefore: AT + 3_600_000,
    endsBefore: AT + 5_400_000,
    startsAfter: AT,
    endsAfter: AT + 1_800_000,
    ...fields,
  };
}

test("[T1] one process at a time holds the lease, and its progress stays with it", async () => {
  await using created = await createTestDatabase();
  const { database } = created;
  expect(await readZoneData(database.read)).toEqual({
    version: null,
    target: null,
    afterEventId: null,
  });
  await database.transaction(ensureZoneData);
  await database.transaction(ensureZoneData);
  const hold = (holder: string, progress: Parameters<typeof holdZoneLease>[2] = null) =>
    database.transaction((trx) => holdZoneLease(trx, { holder, leaseMs: LEASE_MS }, progress));
  const afterEventId = newId();
  expect(await hold("one")).toBe(true);
  expect(await hold("other", { target: "2026x", afterEventId: null })).toBe(false);
  expect(await hold("one", { target: "2026c", afterEventId })).toBe(true);
  const state = { version: null, target: "2026c", afterEventId };
  expect(await readZoneData(database.read)).toEqual(state);
  await database.transaction((trx) => releaseZoneLease(trx, "other"));
  expect(await hold("other")).toBe(false);
  await database.transaction((trx) => releaseZoneLease(trx, "one"));
  expect(await hold("other")).toBe(true);
  expect(await readZoneData(database.read)).toEqual(state);

  const clocks = new Map([["Europe/Berlin", "[3600]"]]);
  await database.transaction((trx) => writeZoneData(trx, "2026c", clocks));
  expect(await listZoneClocks(database.read)).toEqual(clocks);
  const done = { version: "2026c", target: null, afterEventId: null };
  expect(await readZoneData(database.read)).toEqual(done);
});

test("[T1] the command lists what moved, the latest version first", async () => {
  await using created = await createTestDatabase();
  const { database, url } = created;
  const [one, two] = [newId(), newId()].toSorted();
  const changes = [
    change("2026c", one ?? ""),
    change("2026c", one ?? "", { key: "2026-07-02T09:00:00", startsAfter: null, endsAfter: null }),
    change("2026c", two ?? ""),
    change("2026b", two ?? ""),
  ];
  await database.transaction(async (trx) => {
    for (const { toVersion, eventId } of [changes[0], changes[2], changes[3]].filter(
      (item) => item !== undefined,
    )) {
      const same = changes.filter(
        (item) => item.toVersion === toVersion && item.eventId === eventId,
      );
      // Said twice, as a run that was cut off does.
      for (let time = 0; time < 2; time += 1) {
        await writeZoneChanges(trx, eventId, { toVersion, changes: same });
      }
    }
  });
  expect(await listZoneChanges(database.read, { after: null, limit: 10 })).toEqual(changes);
  for (const [index, after] of changes.entries()) {
    const page = await listZoneChanges(database.read, { after, limit: 2 });
    expect(page).toEqual(changes.slice(index + 1, index + 3));
  }

  const report = async (...args: string[]) => {
    const cli = join(import.meta.dirname, "../src/cli.ts");
    const env = { ...process.env, DATABASE_URL: url };
    const { stdout } = await promisify(execFile)(process.execPath, [cli, "zone-changes", ...args], {
      env,
    });
    return stdout.trim().split("\n").slice(1);
  };
  const lines = await report();
  expect(lines.length).toBe(5);
  expect(lines[0]).toBe(
    `2026a → 2026c  Europe/Berlin  ${one}  2026-07-01T09:00:00  ` +
      "2026-07-01T08:00:00.000Z/2026-07-01T08:30:00.000Z → " +
      "2026-07-01T07:00:00.000Z/2026-07-01T07:30:00.000Z",
  );
  expect(lines[1]).toMatch(/→ none$/);
  expect(lines[4]).toBe("4 moved; the time zone data is not known yet");
  expect((await report("2026b")).length).toBe(2);
});
