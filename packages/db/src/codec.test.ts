import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareBytes,
  fromHexId,
  fromStoredFlag,
  fromStoredId,
  fromStoredIdOrNull,
  fromStoredJson,
  toStoredBytes,
  toStoredFlag,
  toStoredHash,
  toStoredId,
  toStoredIdOrNull,
  toStoredJson,
} from "./codec.ts";
import { isId, newId } from "./ids.ts";

describe("ids", () => {
  test("come back from their 16 bytes as they were", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const stored = toStoredId(id);
        expect(stored).toHaveLength(16);
        expect(Buffer.isBuffer(stored)).toBe(true);
        expect(fromStoredId(stored)).toBe(id);
      }),
    );
  });

  test("come back from their digits, of either case, whichever were read before", () => {
    const read = (hex: string) => fromHexId(hex as Parameters<typeof fromHexId>[0]);
    fc.assert(
      fc.property(fc.array(fc.uuid(), { minLength: 1 }), (ids) => {
        for (const id of [...ids, ...ids]) {
          const digits = id.replaceAll("-", "");
          expect([read(digits), read(digits.toUpperCase())]).toEqual([id, id]);
        }
      }),
    );
    expect(() => read("00")).toThrow(TypeError);
  });

  test("lie in the bytes' order as in the text's", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (a, b) => {
        const byText = a < b ? -1 : a > b ? 1 : 0;
        expect(Math.sign(compareBytes(toStoredId(a), toStoredId(b)))).toBe(byText);
      }),
    );
  });

  test("made later sort later", () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every(isId)).toBe(true);
    expect(ids[0]?.[14]).toBe("7");
  });

  test("have one form only", () => {
    const id = newId();
    for (const other of ["", id.toUpperCase(), `{${id}}`, id.replaceAll("-", ""), `${id}\n`]) {
      expect(() => toStoredId(other)).toThrow(TypeError);
    }
    expect(() => fromStoredId(toStoredBytes(new Uint8Array(15)) as never)).toThrow(TypeError);
  });

  test("may be absent", () => {
    const id = newId();
    expect(toStoredIdOrNull(null)).toBeNull();
    expect(fromStoredIdOrNull(null)).toBeNull();
    expect(fromStoredIdOrNull(toStoredIdOrNull(id))).toBe(id);
  });
});

test("flags and JSON come back as they were", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.jsonValue(), (flag, value) => {
      expect(fromStoredFlag(toStoredFlag(flag))).toBe(flag);
      expect(fromStoredJson(toStoredJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(() => toStoredJson(undefined)).toThrow(TypeError);
});

test("bytes become a Buffer over the same memory", () => {
  const bytes = new Uint8Array([0, 1, 2, 3]).subarray(1, 3);
  expect([...toStoredBytes(bytes)]).toEqual([1, 2]);
  expect(Buffer.isBuffer(toStoredBytes(bytes))).toBe(true);
});

test("a digest has 32 bytes", () => {
  expect(toStoredHash(new Uint8Array(32))).toHaveLength(32);
  expect(() => toStoredHash(new Uint8Array(31))).toThrow(TypeError);
});
