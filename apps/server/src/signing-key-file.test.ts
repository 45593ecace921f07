import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSigningKey } from "./signing-key-file.ts";
import { StartError } from "./start-error.ts";

describe("the signing key of a data directory", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "daybook-key-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("is made once, in a folder that is made too, and read afterwards", async () => {
    const dataDir = join(folder, "new/data");
    const key = await loadSigningKey(dataDir);
    expect(key).toMatchObject({ kty: "OKP", crv: "Ed25519" });
    expect(await loadSigningKey(dataDir)).toEqual(key);
  });

  test("can be read by its user only", async () => {
    await loadSigningKey(folder);
    expect((await stat(join(folder, "signing-key.json"))).mode & 0o777).toBe(0o600);
  });

  test("is one for all who start at once, and no draft is left", async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadSigningKey(folder)));
    expect(new Set(keys.map(({ d }) => d)).size).toBe(1);
    expect(await readdir(folder)).toEqual(["signing-key.json"]);
  });

  test.each(["", "sesame", '{"kty":"OKP","crv":"Ed25519","d":"sesame"}'])(
    "that cannot be used (%j) stops the start, stays as it is, and is not shown",
    async (content) => {
      await writeFile(join(folder, "signing-key.json"), content);
      const error = await loadSigningKey(folder).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StartError);
      expect(String(error)).toContain(join(folder, "signing-key.json"));
      expect(String(error)).not.toContain("sesame");
    },
  );

  test("in a place where none can be made stops the start with the variable's name", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(loadSigningKey(join(folder, "file/data"))).rejects.toThrow(/DATA_DIR/);
  });
});
