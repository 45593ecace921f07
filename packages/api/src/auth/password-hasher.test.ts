import { DomainError } from "@daybook/domain/errors";
import { argon2Sync } from "node:crypto";
import { expect, test } from "vitest";
import { type DeriveKey, PasswordHasher } from "./password-hasher.ts";

/** Counts the hashes, and how many ran at the same time, without doing the work. */
function countedWork() {
  const counted = { started: 0, running: 0, mostAtOnce: 0, parameters: [] as unknown[] };
  const deriveKey: DeriveKey = async (algorithm, { message, ...parameters }) => {
    counted.started += 1;
    counted.running += 1;
    counted.mostAtOnce = Math.max(counted.mostAtOnce, counted.running);
    counted.parameters.push({ algorithm, ...parameters, nonce: "…" });
    await new Promise((resolve) => setTimeout(resolve, 5));
    counted.running -= 1;
    return argon2Sync("argon2id", { message, ...parameters, memory: 8, passes: 1 });
  };
  return { counted, deriveKey };
}

test("[U1] a password belongs to its own hash only, and the hash says how it was made", async () => {
  const hasher = new PasswordHasher();
  const stored = await hasher.hash("correct horse battery");
  expect(stored).toMatch(
    /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
  );
  expect(await hasher.verify("correct horse battery", stored)).toBe(true);
  expect(await hasher.verify("correct horse batterz", stored)).toBe(false);
  expect(await hasher.hash("correct horse battery")).not.toBe(stored);
});

test("[U1] a hash that another library wrote is understood", async () => {
  const salt = Buffer.from("somesaltsomesalt");
  const key = argon2Sync("argon2id", {
    message: "password",
    nonce: salt,
    parallelism: 1,
    tagLength: 24,
    memory: 64,
    passes: 3,
  });
  const base64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  const stored = `$argon2id$v=19$m=64,t=3,p=1$${base64(salt)}$${base64(key)}`;
  const hasher = new PasswordHasher();
  expect(await hasher.verify("password", stored)).toBe(true);
  expect(await hasher.verify("passwort", stored)).toBe(false);
  await expect(hasher.verify("password", "not a hash")).rejects.toThrow("PHC");
});

test("[U1] the same password typed in two Unicode forms is one password", async () => {
  const hasher = new PasswordHasher();
  const stored = await hasher.hash("Caf\u00e9 \ufb01lou");
  expect(await hasher.verify("Cafe\u0301 filou", stored)).toBe(true);
});

test("[U1] an unknown name costs the same hash work as a wrong password", async () => {
  const { counted, deriveKey } = countedWork();
  const hasher = new PasswordHasher({ deriveKey });
  const stored = await hasher.hash("correct horse battery");
  counted.parameters.length = 0;
  expect(await hasher.verify("wrong", stored)).toBe(false);
  expect(await hasher.verify("wrong", undefined)).toBe(false);
  expect(counted.parameters).toHaveLength(2);
  expect(counted.parameters[1]).toEqual(counted.parameters[0]);
});

test("[U5] no more hashes run at once than there are places, and the queue keeps its order", async () => {
  const { counted, deriveKey } = countedWork();
  const hasher = new PasswordHasher({ maxConcurrent: 2, deriveKey });
  const finished: number[] = [];
  await Promise.all(
    Array.from({ length: 9 }, async (_, index) => {
      await hasher.hash(`password number ${index}`);
      finished.push(index);
    }),
  );
  expect(counted.started).toBe(9);
  expect(counted.mostAtOnce).toBe(2);
  expect(finished).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test("[U5] a full queue answers BUSY, and the places are free again afterwards", async () => {
  const { counted, deriveKey } = countedWork();
  const hasher = new PasswordHasher({ maxConcurrent: 1, maxQueued: 2, deriveKey });
  const results = await Promise.allSettled(
    Array.from({ length: 6 }, () => hasher.hash("correct horse battery")),
  );
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(3);
  for (const { reason } of refused) {
    expect(reason).toBeInstanceOf(DomainError);
    expect(reason).toMatchObject({ reason: "BUSY" });
  }
  expect(counted.started).toBe(3);
  await hasher.hash("correct horse battery");
});

test("[U5] whoever waits too long is answered BUSY and gives up the place in the queue", async () => {
  const hasher = new PasswordHasher({ maxConcurrent: 1, maxQueued: 5, maxWaitMs: 20 });
  let finish = () => {};
  const holding = hasher.withPlace(() => new Promise<void>((resolve) => (finish = resolve)));
  await expect(hasher.hash("correct horse battery")).rejects.toMatchObject({ reason: "BUSY" });
  finish();
  await holding;
  await hasher.hash("correct horse battery");
});

test("[U5] work that fails gives its place back", async () => {
  const hasher = new PasswordHasher({ maxConcurrent: 1, maxQueued: 0 });
  await expect(
    hasher.withPlace(() => Promise.reject(new Error("the limit was reached"))),
  ).rejects.toThrow("the limit was reached");
  await hasher.hash("correct horse battery");
});
