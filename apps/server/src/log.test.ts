import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { LogFormat } from "./environment.ts";
import { createLog, isForPeople } from "./log.ts";

describe("the log", () => {
  test.each([
    { authorization: "Bearer sesame" },
    { headers: { Authorization: "Bearer sesame", cookie: "sesame" } },
    { input: { login: "ada", password: "sesame" } },
    { input: { patch: [{ currentPassword: "sesame", newPassword: "sesame" }] } },
    { session: { accessToken: "sesame", refreshToken: "sesame" } },
    { secrets: { any: "sesame" } },
    { databaseUrl: "mysql://ada:sesame@localhost/daybook" },
    { a: { b: { c: { d: { e: { f: { g: "sesame" } } } } } } },
  ])("takes the secret out of %j", (fields) => {
    const lines = record("json", (log) => log.error(fields, "something"));
    expect(lines).not.toContain("sesame");
    expect(lines).toContain('"msg":"something"');
  });

  test("writes of an error its type, message, code, stack and causes, and nothing else", () => {
    const cause = Object.assign(new RangeError("the cause"), { code: "ER_DUP_ENTRY", errno: 1062 });
    const error = Object.assign(new Error("outside", { cause }), {
      sql: "insert into users values ('sesame')",
      parameters: ["sesame"],
    });
    const line = record("json", (log) => log.error({ err: error, requestId: "r1" }, "failed"));
    expect(line).not.toContain("sesame");
    expect(JSON.parse(line)).toMatchObject({
      level: "error",
      msg: "failed",
      requestId: "r1",
      err: {
        type: "Error",
        message: "outside",
        stack: expect.stringContaining("log.test.ts"),
        cause: { type: "RangeError", message: "the cause", code: "ER_DUP_ENTRY" },
      },
    });
  });

  test("an error that causes itself is cut off", () => {
    const error = new Error("round");
    error.cause = error;
    expect(record("json", (log) => log.error({ err: error }, "failed"))).toContain("round");
  });

  test("a level below the chosen one is left out", () => {
    expect(record("json", (log) => log.debug({}, "detail"))).toBe("");
  });

  test("lines for people have the time, the level, the message and the fields", () => {
    const line = record("pretty", (log) => log.info({ port: 3000, path: "/x" }, "listening"));
    expect(line).toMatch(/^\d\d:\d\d:\d\d info  listening {2}port=3000 {2}path=\/x\n$/);
  });

  test("lines for people show where a failure happened, and its causes", () => {
    const error = new Error("outside", { cause: new Error("inside") });
    const lines = record("pretty", (log) => log.error({ err: error }, "failed"));
    expect(lines).toMatch(/error failed\nError: outside\n[^]*caused by Error: inside\n/);
  });

  test.each<[LogFormat, boolean, boolean]>([
    ["auto", true, true],
    ["auto", false, false],
    ["pretty", false, true],
    ["json", true, false],
  ])("format %s on a terminal (%s): for people (%s)", (format, isTTY, expected) => {
    expect(isForPeople(format, { isTTY })).toBe(expected);
  });
});

function record(logFormat: LogFormat, write: (log: ReturnType<typeof createLog>) => void): string {
  let written = "";
  const output = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  write(createLog({ logLevel: "info", logFormat }, output as NodeJS.WriteStream));
  return written;
}
