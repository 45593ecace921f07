import { newId } from "@daybook/db/ids";
import { LIMITS } from "@daybook/domain/limits";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader } from "./bytes.ts";
import { decodeCursor, encodeCursor, type SyncPosition } from "./sync-cursor.ts";
import { sharesOf } from "./sync-stretch.ts";

const USER = newId();

const id = fc.uuid();
const count = fc.nat({ max: 2 ** 40 });
const place = fc.record({ at: fc.integer({ min: -(2 ** 44), max: 2 ** 44 }), id });
const calendar = fc.record({
  seq: count,
  untold: fc.boolean(),
  paging: fc.option(fc.record({ after: fc.option(place) })),
  knownTo: count,
});
const position: fc.Arbitrary<SyncPosition> = fc
  .record({
    since: count,
    later: fc.nat(),
    after: fc.option(id),
    shelfSeq: count,
    follow: fc.option(id),
    held: fc.option(
      fc.record({
        calendarIds: fc.option(fc.uniqueArray(id, { maxLength: 5 })),
        after: fc.option(id),
      }),
    ),
    calendars: fc.array(fc.tuple(id, calendar), { maxLength: 8 }),
  })
  .map(({ since, later, after, calendars, held, ...rest }) => ({
    ...rest,
    since,
    expiry: { at: since + later, after },
    held: held === null ? null : { ...held, calendarIds: held.calendarIds?.toSorted() ?? null },
    calendars: new Map(calendars),
  }));

function reasonOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return Reflect.get(Object(error), "reason") ?? error;
  }
  return "accepted";
}

describe("[L3] the cursor", () => {
  test("says again every position that it was made of", () => {
    fc.assert(
      fc.property(position, (at) => {
        expect(decodeCursor(USER, encodeCursor(USER, at))).toEqual(at);
      }),
    );
  });

  test("is refused when it is another user's, cut, longer, or changed anywhere", () => {
    fc.assert(
      fc.property(position, fc.nat(), fc.nat({ max: 254 }), (at, where, by) => {
        const cursor = encodeCursor(USER, at);
        const bytes = Buffer.from(cursor, "base64url");
        const changed = Buffer.from(bytes);
        const index = where % bytes.length;
        changed[index] = ((bytes[index] ?? 0) + 1 + by) % 256;
        for (const wrong of [
          changed.toString("base64url"),
          bytes.subarray(0, index).toString("base64url"),
          Buffer.concat([bytes, Buffer.of(by)]).toString("base64url"),
          `${cursor}=`,
          ` ${cursor}`,
        ]) {
          expect(reasonOf(() => decodeCursor(USER, wrong))).toBe("INVALID_CURSOR");
        }
        expect(reasonOf(() => decodeCursor(newId(), cursor))).toBe("INVALID_CURSOR");
      }),
    );
  });

  test("is refused for any text and any bytes that it is not", () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), (text, bytes) => {
        expect(reasonOf(() => decodeCursor(USER, text))).toBe("INVALID_CURSOR");
        const encoded = Buffer.from(bytes).toString("base64url");
        expect(reasonOf(() => decodeCursor(USER, encoded))).toBe("INVALID_CURSOR");
      }),
    );
  });

  test("names two thousand calendars, also after a restoration, and says where that is not enough", () => {
    const of = (calendars: number) => ({
      since: Date.now(),
      expiry: { at: Date.now(), after: null },
      shelfSeq: 10_000,
      follow: null,
      held: null,
      calendars: new Map(
        Array.from({ length: calendars }, () => [
          newId(),
          { seq: Date.now(), untold: false, paging: null, knownTo: 0 },
        ]),
      ),
    });
    const at = of(2_000);
    const cursor = encodeCursor(USER, at);
    expect(cursor.length).toBeLessThanOrEqual(LIMITS.syncCursorLength);
    expect(decodeCursor(USER, cursor).calendars.size).toBe(2_000);
    expect(reasonOf(() => encodeCursor(USER, of(3_000)))).toBe("LIMIT_EXCEEDED");
  });
});

test("bytes that are no number, or too large a one, are not sound", () => {
  for (const bytes of [[], [128], [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]]) {
    const reader = new ByteReader(Uint8Array.from(bytes));
    expect(reader.number()).toBe(0);
    expect(reader.atEnd).toBe(false);
  }
});

test("every log that has gone on has a share of a page, and what is left goes to the long ones", () => {
  expect(sharesOf([], 10)).toEqual([]);
  expect(sharesOf([1], 10)).toEqual([1]);
  expect(sharesOf([100], 10)).toEqual([10]);
  expect(sharesOf([1, 100, 2], 10)).toEqual([1, 7, 2]);
  expect(sharesOf([5, 5, 5, 5], 1)).toEqual([1, 1, 1, 1]);
});
