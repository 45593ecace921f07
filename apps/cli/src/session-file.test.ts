import {
  chmod,
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session } from "@daybook/client";
import { expect, test } from "vitest";
import { openSessionFile } from "./session-file.ts";

const HERE = "http://127.0.0.1:3000";
const THERE = "https://daybook.example";

function newSession(name: string): Session {
  return {
    user: { id: "u", username: name, email: `${name}@example.org`, role: "user" },
    accessToken: `access-${name}`,
    accessTokenExpiresAt: "2026-03-01T08:15:00Z",
    refreshToken: `refresh-${name}`,
    refreshTokenExpiresAt: "2026-04-01T08:00:00Z",
  };
}

function temporaryFolder() {
  return mkdtempDisposable(join(tmpdir(), "daybook-cli-"));
}

test("a session is kept for its server alone, in a file for its user alone", async () => {
  await using folder = await temporaryFolder();
  const warnings: string[] = [];
  const file = openSessionFile(join(folder.path, "daybook"), (sentence) => warnings.push(sentence));
  expect(await file.storeFor(HERE).get()).toBeUndefined();
  expect(await file.currentServer()).toBeUndefined();

  await file.storeFor(HERE).set(newSession("ada"));
  await file.storeFor(THERE).set(newSession("bea"));
  expect(await file.storeFor(HERE).get()).toEqual(newSession("ada"));
  expect(await file.currentServer()).toBe(THERE);
  expect((await stat(file.path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder.path, "daybook"))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(folder.path, "daybook"))).toEqual(["session.json"]);

  await file.storeFor(THERE).clear();
  expect(await readFile(file.path, "utf8")).not.toContain("refresh-bea");
  expect(await file.storeFor(HERE).get()).toEqual(newSession("ada"));
  expect(await file.currentServer()).toBe(THERE);
  await file.forgetServer(HERE);
  expect(await file.currentServer()).toBe(THERE);
  await file.forgetServer(THERE);
  expect(await file.currentServer()).toBeUndefined();
  expect(await file.storeFor(HERE).get()).toEqual(newSession("ada"));
  expect(warnings).toEqual([]);
});

test("a file and a folder that others can read are closed, with a warning", async () => {
  await using folder = await temporaryFolder();
  const place = join(folder.path, "daybook");
  await mkdir(place, { mode: 0o755 });
  const warnings: string[] = [];
  const file = openSessionFile(place, (sentence) => warnings.push(sentence));
  await file.storeFor(HERE).set(newSession("ada"));
  expect((await stat(place)).mode & 0o777).toBe(0o700);
  await chmod(file.path, 0o644);
  expect(await file.storeFor(HERE).get()).toEqual(newSession("ada"));
  expect((await stat(file.path)).mode & 0o777).toBe(0o600);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("could be read by other users");
});

test("a damaged file is not overwritten but named", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "session.json");
  await writeFile(path, "{", { mode: 0o600 });
  const file = openSessionFile(folder.path, () => undefined);
  await expect(file.storeFor(HERE).get()).rejects.toThrow(`${path} is damaged`);
  await expect(file.storeFor(HERE).set(newSession("ada"))).rejects.toThrow("damaged");
  expect(await readFile(path, "utf8")).toBe("{");
});

test("a folder that cannot be made is a failure with its cause", async () => {
  await using folder = await temporaryFolder();
  const blocked = join(folder.path, "file");
  await writeFile(blocked, "");
  const file = openSessionFile(join(blocked, "daybook"), () => undefined);
  await expect(file.storeFor(HERE).set(newSession("ada"))).rejects.toMatchObject({
    name: "LocalFailure",
    cause: expect.objectContaining({ code: "ENOTDIR" }),
  });
});
