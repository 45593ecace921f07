import { DomainError } from "@daybook/domain/errors";
import { describe, expect, test } from "vitest";
import { isDuplicateKey, isRetryable, isTransientConnection, toRefusal } from "./mysql-errors.ts";

function serverError(errno: number): Error {
  return Object.assign(new Error("said by the server"), { errno, code: "ER_SOMETHING" });
}

function clientError(code: string): Error {
  return Object.assign(new Error("said by the driver"), { code });
}

describe("an error of the server", () => {
  test.each([1213, 1205, 1020, 3101])("%i says that nothing was committed", (errno) => {
    expect(isRetryable(serverError(errno))).toBe(true);
    expect(isTransientConnection(serverError(errno))).toBe(false);
  });

  test.each([1047, 1180, 1053, 1290])("%i does not, at COMMIT", (errno) => {
    expect(isRetryable(serverError(errno))).toBe(false);
    expect(isTransientConnection(serverError(errno))).toBe(true);
  });

  test("1062 is a duplicate key and neither of these", () => {
    const error = serverError(1062);
    expect(isDuplicateKey(error)).toBe(true);
    expect(isRetryable(error) || isTransientConnection(error)).toBe(false);
  });
});

describe("a connection", () => {
  test.each(["PROTOCOL_CONNECTION_LOST", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"])(
    "that fails with %s is transient and nothing to run again blindly",
    (code) => {
      expect(isTransientConnection(clientError(code))).toBe(true);
      expect(isRetryable(clientError(code))).toBe(false);
    },
  );
});

describe("a read that fails", () => {
  test.each([
    ["its time is up on MariaDB", serverError(1969), "TIMEOUT"],
    ["its time is up on MySQL", serverError(3024), "TIMEOUT"],
    ["a Galera node has lost the others while it waited for them", serverError(1205), "BUSY"],
    ["the server is going down", serverError(1053), "UNAVAILABLE"],
    ["there is no server", clientError("ECONNREFUSED"), "UNAVAILABLE"],
  ] as const)("because %s gives a reason", (_, error, reason) => {
    const refusal = toRefusal(error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ reason, cause: error });
  });

  test("by its own fault stays as it is", () => {
    const error = serverError(1064);
    expect(toRefusal(error)).toBe(error);
    expect(toRefusal("something else")).toBe("something else");
  });
});
