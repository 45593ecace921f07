import { expect, test } from "vitest";
import { requestIdFrom } from "./request-id.ts";

test.each(["a", "7d0f1f5e-5a3c-4c57-9f61-0d2f3b0f8b11", "edge:42.a_b-c", "x".repeat(64)])(
  "%s is taken over",
  (id) => {
    expect(requestIdFrom(id)).toBe(id);
  },
);

test.each([undefined, "", "x".repeat(65), "two words", 'quote"', "line\nbreak", "ünicode", "a,b"])(
  "%j is replaced by a new id",
  (id) => {
    expect(requestIdFrom(id)).toMatch(/^[0-9a-f-]{36}$/);
  },
);
