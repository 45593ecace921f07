/** Has the client packed once for all tests. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

const PACKED = join(import.meta.dirname, "../../packages/client/testing/packed.ts");

declare module "vitest" {
  interface ProvidedContext {
    /** The path of its tarball. */
    packedClient: string;
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-packed-"));
  const { stdout } = await promisify(execFile)(process.execPath, [PACKED, folder]);
  provide("packedClient", stdout.trim());
  return () => rm(folder, { recursive: true });
}
