import { expect, test } from "vitest";
import { BoundedCache } from "./bounded-cache.ts";

test("[U2] the cache forgets what was unused for longest, and stays bounded", () => {
  const cache = new BoundedCache<string, number>(2);
  cache.set("a", 1);
  cache.set("b", 2);
  expect(cache.get("a")).toBe(1);
  cache.set("c", 3);
  expect(cache.size).toBe(2);
  expect(cache.get("b")).toBeUndefined();
  expect(cache.get("a")).toBe(1);
  expect(cache.get("c")).toBe(3);
  cache.delete("c");
  expect(cache.get("c")).toBeUndefined();
});
