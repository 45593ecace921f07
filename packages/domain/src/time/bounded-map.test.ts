import { expect, test } from "vitest";
import { BoundedMap } from "./bounded-map.ts";

test("a bounded map never holds more than it may, and keeps what is used", () => {
  const map = new BoundedMap<number>(8);
  map.set("kept", 1);
  for (let index = 0; index < 1000; index += 1) {
    map.set(`other ${index}`, index);
    expect(map.get("kept")).toBe(1);
  }
  const held = Array.from({ length: 1000 }, (_, index) => map.get(`other ${index}`));
  expect(held.filter((value) => value !== undefined).length).toBeLessThanOrEqual(8);
  expect(map.get("other 999")).toBe(999);
});
