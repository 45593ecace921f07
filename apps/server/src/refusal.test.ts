import { statusOfReason } from "@daybook/api/rpc/errors";
import { DomainError, ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import { describe, expect, test } from "vitest";
import { problemOf, refusalOf } from "./refusal.ts";

const REASONS = Object.keys(ERROR_CATALOGUE) as ErrorReason[];

describe("[C1] a refusal", () => {
  // An expired cursor had been 412 over REST.
  test.each(REASONS)("for %s has the status of its reason, on both faces", (reason) => {
    const error = new DomainError(reason);
    const status = statusOfReason(reason);
    const problem = problemOf(error, "request");
    const refusal = refusalOf(error, "request");
    expect([problem.status, refusal.status]).toEqual([status, status]);
    expect(JSON.parse(problem.body)).toMatchObject({ status, reason });
    expect(JSON.parse(refusal.body)).toMatchObject({
      error: { data: { httpStatus: status, reason } },
    });
  });
});
