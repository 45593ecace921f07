import { expect, test } from "vitest";
import {
  hashToken,
  isOpaqueToken,
  newOpaqueToken,
  openSuccessor,
  sealSuccessor,
} from "./opaque-token.ts";

test("[U4] tokens carry their prefix and never repeat", () => {
  const tokens = Array.from({ length: 100 }, () => newOpaqueToken("dbp_"));
  expect(new Set(tokens).size).toBe(100);
  for (const token of tokens) {
    expect(isOpaqueToken("dbp_", token)).toBe(true);
    expect(isOpaqueToken("dbr_", token)).toBe(false);
  }
  expect(hashToken("dbp_a")).toHaveLength(32);
});

test.each(["", "dbp_", "dbp_short", `dbp_${"a".repeat(44)}`, `dbp_${"%".repeat(43)}`])(
  "[U4] %j is no token",
  (text) => {
    expect(isOpaqueToken("dbp_", text)).toBe(false);
  },
);

test("[U2] a sealed successor opens with its predecessor and in its session only", () => {
  const predecessor = newOpaqueToken("dbr_");
  const successor = newOpaqueToken("dbr_");
  const sealed = sealSuccessor(successor, predecessor, "session a");
  expect(sealed.includes(successor)).toBe(false);
  expect(openSuccessor(sealed, predecessor, "session a")).toBe(successor);
  expect(() => openSuccessor(sealed, newOpaqueToken("dbr_"), "session a")).toThrow();
  expect(() => openSuccessor(sealed, predecessor, "session b")).toThrow();
  const changed = Uint8Array.from(sealed, (byte, index) => (index === 20 ? byte ^ 1 : byte));
  expect(() => openSuccessor(changed, predecessor, "session a")).toThrow();
});
