import { DomainError } from "@daybook/domain/errors";
import { describe, expect, test } from "vitest";
import { createReadiness, type Vitals } from "./probes.ts";

const WELL: Vitals = { isSchemaCurrent: async () => true, areRevocationsFresh: () => true };

describe("readiness", () => {
  test("is given when the database is there and it is known who was signed out", async () => {
    await expect(createReadiness(WELL).check()).resolves.toBeUndefined();
  });

  test.each<[string, Partial<Vitals>, object]>([
    [
      "a database that does not answer",
      { isSchemaCurrent: () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.5:3306")) },
      { database: "not reachable", revocations: "ok" },
    ],
    [
      "a database that hangs",
      { isSchemaCurrent: () => new Promise(() => undefined) },
      { database: "not reachable", revocations: "ok" },
    ],
    [
      "tables that lack a step",
      { isSchemaCurrent: async () => false },
      { database: "migrations are missing", revocations: "ok" },
    ],
    [
      "revocations that are not read",
      { areRevocationsFresh: () => false },
      { database: "ok", revocations: "not read for too long" },
    ],
  ])("is not given with %s", async (_name, ill, checks) => {
    const refusal = await createReadiness({ ...WELL, ...ill })
      .check()
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ reason: "UNAVAILABLE", details: { checks } });
  });

  test("ends, without another look, when the server is about to stop", async () => {
    let looks = 0;
    const readiness = createReadiness({
      ...WELL,
      isSchemaCurrent: async () => {
        looks += 1;
        return true;
      },
    });
    readiness.beginDraining();
    await expect(readiness.check()).rejects.toMatchObject({
      details: { checks: { server: "stopping" } },
    });
    expect(looks).toBe(0);
  });

  test("is looked at once for all who ask at the same time, and anew for who asks later", async () => {
    let looks = 0;
    const readiness = createReadiness({
      ...WELL,
      isSchemaCurrent: async () => {
        looks += 1;
        return true;
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => readiness.check()));
    expect(looks).toBe(1);
    await readiness.check();
    expect(looks).toBe(2);
  });
});
