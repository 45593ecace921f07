import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEFAULTS, PROJECT_ROOT, readEnvironment } from "./environment.ts";

const SETTING = /^# ([A-Z][A-Z0-9_]*)=(.*)$/;

const text = await readFile(join(PROJECT_ROOT, ".env.example"), "utf8");
const lines = text.split("\n");
const settings = lines.flatMap((line, index) => {
  const [, name, value] = SETTING.exec(line) ?? [];
  return name === undefined ? [] : [{ name, value: value ?? "", comment: lines[index - 1] ?? "" }];
});

describe(".env.example", () => {
  test("documents each variable that is read, once, and no other", () => {
    expect(settings.map(({ name }) => name).toSorted()).toEqual(Object.keys(DEFAULTS).toSorted());
  });

  test("states the defaults that are true", () => {
    const defaults = Object.entries(DEFAULTS).filter(([, value]) => value !== undefined);
    expect(settings.map(({ name, value }) => [name, value])).toEqual(
      expect.arrayContaining(defaults),
    );
  });

  test("says something about each variable", () => {
    for (const { comment } of settings) {
      expect(comment).toMatch(/^# [^=]{5,}\.$/);
    }
  });

  test("sets nothing by itself", () => {
    expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
  });

  test("gives examples that the server accepts", () => {
    const raw = Object.fromEntries(
      settings
        // The key in the file is none.
        .filter(({ name }) => name !== "AUTH_PRIVATE_KEY")
        .map(({ name, value }) => [name, value]),
    );
    expect(() => readEnvironment(raw)).not.toThrow();
  });
});
