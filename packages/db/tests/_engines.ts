import { describe } from "vitest";
import { testEngine } from "../src/testing/test-database.ts";

/** Tests of what one kind of engine alone can show. */
export function describeOn(engine: "sqlite" | "mysql", name: string, tests: () => void): void {
  if (testEngine() !== engine) return;
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- passed on.
  describe(name, tests);
}
