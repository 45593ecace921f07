import { DomainError } from "@daybook/domain/errors";
import { describe, expect, test } from "vitest";
import type { Actor } from "../rpc/actor.ts";
import { CallLimit } from "./call-limit.ts";
import { ServiceLimits } from "./service-limits.ts";

function session(sessionId: string): Actor {
  return { kind: "session", userId: "user", sessionId, tokenId: `${sessionId} token` };
}

function startLimit(callsPerMinute: number) {
  let ms = 0;
  const limit = new CallLimit({ callsPerMinute, now: () => ms });
  return {
    pass: (seconds: number) => (ms += seconds * 1_000),
    /** What is left after a call, or after how many seconds the next one is let through. */
    call: (by: { actor?: Actor; address?: string } = {}) => {
      const serviceLimits = new ServiceLimits();
      const { actor, address = "192.0.2.1" } = by;
      try {
        limit.count({ actor, address, serviceLimits });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return { reason: error.reason, ...error.details, told: serviceLimits.list() };
      }
      return serviceLimits.list()[0]?.remaining;
    },
  };
}

describe("[C3] the limit on calls", () => {
  test("lets a burst through, and then one call each time that its part has come back", () => {
    const { call, pass } = startLimit(6);
    expect([call(), call(), call(), call(), call(), call()]).toEqual([5, 4, 3, 2, 1, 0]);
    const refused = {
      reason: "RATE_LIMITED",
      retryAfterSeconds: 10,
      told: [{ policy: "calls", quota: 6, windowSeconds: 60, remaining: 0, resetSeconds: 10 }],
    };
    expect(call()).toEqual(refused);
    pass(9);
    expect(call()).toMatchObject({ retryAfterSeconds: 1 });
    pass(1);
    expect(call()).toBe(0);
    expect(call()).toEqual(refused);
  });

  test("never gives more than the calls of a minute, however long nobody called", () => {
    const { call, pass } = startLimit(3);
    call();
    pass(3_600);
    expect([call(), call(), call()]).toEqual([2, 1, 0]);
    expect(call()).toMatchObject({ reason: "RATE_LIMITED" });
  });

  test("a caller who waits as long as it is told is let through", () => {
    const { call, pass } = startLimit(7);
    for (let i = 0; i < 7; i += 1) call();
    expect(call()).toMatchObject({ retryAfterSeconds: Math.ceil(60 / 7) });
    pass(Math.ceil(60 / 7));
    expect(call()).toBe(0);
  });

  // Parts of a call that do not add up in binary had left 0.9999999999999999 of one.
  test.each([
    { calls: 5, askedAfter: 2, told: 10 },
    { calls: 10, askedAfter: 1, told: 5 },
  ])("so is one who has asked in between, of $calls calls", ({ calls, askedAfter, told }) => {
    const { call, pass } = startLimit(calls);
    for (let i = 0; i < calls; i += 1) call();
    pass(askedAfter);
    expect(call()).toMatchObject({ retryAfterSeconds: told });
    pass(told);
    expect(call()).toBe(0);
  });

  test("counts sessions, and strangers by their network, each by themselves", () => {
    const { call } = startLimit(2);
    expect([call({ actor: session("a") }), call({ actor: session("a") })]).toEqual([1, 0]);
    expect(call({ actor: session("b") })).toBe(1);
    expect(call()).toBe(1);
    expect(call({ address: "::ffff:192.0.2.1" })).toBe(0);
    expect(call({ address: "192.0.2.2" })).toBe(1);
    expect(call({ actor: session("a") })).toMatchObject({ reason: "RATE_LIMITED" });
  });
});
