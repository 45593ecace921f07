import { newPrivateJwk, parsePrivateJwk } from "@daybook/api/auth/signing-keys";
import { makePrivateFolder } from "@daybook/db/private-folder";
import { randomUUID } from "node:crypto";
import { link, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { SigningKey } from "./environment.ts";
import { StartError } from "./start-error.ts";

const FILE_NAME = "signing-key.json";

/**
 * The signing key of the data directory, made when there is none. Two processes that start at
 * once agree on one key: it is written aside, then linked to its name, which only one can do.
 *
 * @throws StartError when the file cannot be read, written, or used
 */
export async function loadSigningKey(dataDir: string): Promise<SigningKey> {
  const file = join(dataDir, FILE_NAME);
  try {
    return await readKey(file);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) {
      throw error;
    }
  }
  await makeKey(dataDir, file);
  return readKey(file);
}

async function readKey(file: string): Promise<SigningKey> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      throw error;
    }
    throw new StartError(`The signing key ${file} (DATA_DIR) cannot be read: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
  try {
    return parsePrivateJwk(text);
  } catch (error) {
    throw new StartError(
      `The signing key ${file} (DATA_DIR) cannot be used: ${reasonOf(error)}. Put it back or remove it; ` +
        "without it, a new one is made.",
      { cause: error },
    );
  }
}

async function makeKey(dataDir: string, file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    makePrivateFolder(dataDir);
    // "wx" is O_EXCL: what is there already is never written over.
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(await newPrivateJwk())}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    try {
      await link(draft, file);
    } catch (error) {
      if (!hasCode(error, "EEXIST")) {
        throw error;
      }
    } finally {
      await unlink(draft);
    }
  } catch (error) {
    throw new StartError(
      `A signing key cannot be made in ${dataDir} (DATA_DIR): ${reasonOf(error)}.`,
      { cause: error },
    );
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
