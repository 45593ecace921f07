import { DaybookError } from "@daybook/client";
import { expect, test } from "vitest";
import { adviceFor, errorDocument, exitCodeOf, LocalFailure, UsageError } from "../failure.ts";
import { presentError } from "./error.ts";
import { UNPAINTED } from "./paint.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

const CONFLICT = new DaybookError({
  reason: "VERSION_CONFLICT",
  message: "The event has moved on since the version you started from.",
  code: "PRECONDITION_FAILED",
  httpStatus: 412,
  requestId: "r-1",
  details: {
    eventId: ID,
    baseVersion: 3,
    currentVersion: 5,
    conflicts: [
      { field: "title", base: "Stand-up", yours: "Daily", theirs: "Morning round" },
      { field: "description", base: null, yours: "one\ntwo", theirs: "" },
    ],
  },
});

const INVALID = new DaybookError({
  reason: "INVALID_TIME",
  message: "The date or time does not exist or is malformed.",
  httpStatus: 400,
  fieldErrors: [
    { path: "patch.start", reason: "INVALID_TIME", message: "There is no 30 February." },
    {
      path: "patch.end",
      reason: "INVALID_TIME",
      message: "The date or time does not exist or is malformed.",
    },
  ],
});

const SIGNED_OUT = new DaybookError({
  reason: "UNAUTHENTICATED",
  message: "Sign in first.",
  httpStatus: 401,
});

const WRONG_PASSWORD = new DaybookError({
  reason: "INVALID_CREDENTIALS",
  message: "The name or the password is wrong.",
  httpStatus: 401,
});

const FAULT = new DaybookError({
  reason: "INTERNAL",
  message: "Something went wrong on our side.",
  httpStatus: 500,
  requestId: "r-2",
});

function show(error: unknown): string[] {
  return presentError(error, { advice: adviceFor(error), paint: UNPAINTED }).split("\n");
}

test("[V3] a version conflict shows base, yours and theirs, and what to do", () => {
  expect(show(CONFLICT)).toEqual([
    "daybook: The event has moved on: you started from version 3, it is at version 5 now. (VERSION_CONFLICT)",
    "",
    "  title",
    "    base    Stand-up",
    "    yours   Daily",
    "    theirs  Morning round",
    "",
    "  description",
    "    base    (nothing)",
    "    yours   one",
    "            two",
    '    theirs  ""',
    "",
    "Nothing was written. You can:",
    `  see what happened since:        npx daybook diff ${ID} 3 5`,
    "  make your change all the same:  the same command with --base-version 5",
  ]);
});

test("[C1] bad input names each field, once said what is wrong", () => {
  expect(show(INVALID)).toEqual([
    "daybook: The date or time does not exist or is malformed. (INVALID_TIME)",
    "  patch.start: There is no 30 February.",
    "  field: patch.end",
  ]);
});

test("the facts of a refusal are shown", () => {
  const forbidden = new DaybookError({
    reason: "FORBIDDEN",
    message: "Your role does not allow this.",
    httpStatus: 403,
    details: { required: "owner", actual: "viewer" },
  });
  expect(show(forbidden)).toEqual([
    "daybook: Your role does not allow this. (FORBIDDEN)",
    "  required: owner",
    "  actual: viewer",
  ]);
});

test("a fault of the server names the request, a refusal does not", () => {
  expect(show(FAULT)).toContain("  request r-2");
  expect(show(CONFLICT).join("\n")).not.toContain("r-1");
});

test("who is not signed in is told how", () => {
  expect(show(SIGNED_OUT)).toEqual([
    "daybook: Sign in first. (UNAUTHENTICATED)",
    "Try: npx daybook login, or npx daybook register",
  ]);
});

test("what stood behind a local failure is shown, and a mistake of ours with its place", () => {
  expect(show(new LocalFailure("Cannot read it.", { cause: new Error("EACCES") }))).toEqual([
    "daybook: Cannot read it.",
    "  EACCES",
  ]);
  expect(show(new TypeError("oops"))[1]).toContain("error.test.ts");
});

test.each([
  ["a wrong command line", new UsageError("No such option."), 2],
  ["nobody signed in", SIGNED_OUT, 4],
  ["a wrong password", WRONG_PASSWORD, 1],
  ["a conflict", CONFLICT, 1],
  ["a fault", FAULT, 1],
  ["a local failure", new LocalFailure("Cannot read it."), 1],
  ["a mistake of ours", new TypeError("oops"), 1],
])("%s has its exit code", (_name, error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});

test("under --json an error is a document with the server's words", () => {
  expect(errorDocument(CONFLICT)).toEqual({
    error: {
      reason: "VERSION_CONFLICT",
      message: CONFLICT.message,
      code: "PRECONDITION_FAILED",
      httpStatus: 412,
      details: CONFLICT.details,
      fieldErrors: [],
      requestId: "r-1",
    },
  });
  expect(errorDocument(new UsageError("No such option."))).toEqual({
    error: { reason: "USAGE", message: "No such option." },
  });
});
