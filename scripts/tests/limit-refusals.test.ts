import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");

/** The files whose code makes a refusal with this reason by itself. */
function filesThatRefuseWith(reason: string): string[] {
  const made = new RegExp(String.raw`\bDomainError\(\s*"${reason}"`);
  return globSync("{packages,apps}/*/src/**/*.ts", { cwd: ROOT })
    .filter((file) => !file.endsWith(".test.ts"))
    .filter((file) => made.test(readFileSync(join(ROOT, file), "utf8")));
}

test.each(["LIMIT_EXCEEDED", "BATCH_TOO_LARGE", "WINDOW_TOO_WIDE", "BODY_TOO_LARGE"])(
  "[C3] %s is said by `limitRefusal` alone, which names the limit",
  (reason) => {
    expect(filesThatRefuseWith("NOT_FOUND")).not.toEqual([]);
    expect(filesThatRefuseWith(reason)).toEqual([]);
  },
);
