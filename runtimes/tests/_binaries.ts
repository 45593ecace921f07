/** Where the runtimes are that `runtimes/binaries` names. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const INSTALL = join(import.meta.dirname, "../../scripts/runtimes.mjs");
const INSTALLED = join(import.meta.dirname, "../binaries/node_modules");

const PLATFORM = `${process.platform}-${process.arch}`;

/** What npm calls each of them on each platform, and where it lies in the package. */
const BINARIES = {
  "Node 20": {
    "linux-x64": "node-20-linux-x64/bin/node",
    "linux-arm64": "node-20-linux-arm64/bin/node",
    "darwin-x64": "node-20-darwin-x64/bin/node",
    "darwin-arm64": "node-20-darwin-arm64/bin/node",
  },
  "Node 22": {
    "linux-x64": "node-22-linux-x64/bin/node",
    "linux-arm64": "node-22-linux-arm64/bin/node",
    "darwin-x64": "node-22-darwin-x64/bin/node",
    "darwin-arm64": "node-22-darwin-arm64/bin/node",
  },
  Deno: {
    "linux-x64": "@deno/linux-x64-glibc/deno",
    "linux-arm64": "@deno/linux-arm64-glibc/deno",
    "darwin-x64": "@deno/darwin-x64/deno",
    "darwin-arm64": "@deno/darwin-arm64/deno",
  },
  Bun: {
    // Those for processors without AVX2 run on the others too.
    "linux-x64": "@oven/bun-linux-x64-baseline/bin/bun",
    "linux-arm64": "@oven/bun-linux-aarch64/bin/bun",
    "darwin-x64": "@oven/bun-darwin-x64-baseline/bin/bun",
    "darwin-arm64": "@oven/bun-darwin-aarch64/bin/bun",
  },
  workerd: {
    "linux-x64": "@cloudflare/workerd-linux-64/bin/workerd",
    "linux-arm64": "@cloudflare/workerd-linux-arm64/bin/workerd",
    "darwin-x64": "@cloudflare/workerd-darwin-64/bin/workerd",
    "darwin-arm64": "@cloudflare/workerd-darwin-arm64/bin/workerd",
  },
} as const satisfies Record<string, Record<string, string>>;

export type RuntimeName = keyof typeof BINARIES;

export async function installBinaries(): Promise<void> {
  await promisify(execFile)(process.execPath, [INSTALL]);
}

/** @throws Error that says so where npm has no such runtime for this platform */
export function binaryOf(name: RuntimeName): string {
  const places: Readonly<Record<string, string>> = BINARIES[name];
  const place = places[PLATFORM];
  if (place === undefined || !existsSync(join(INSTALLED, place))) {
    const known = Object.keys(places).join(", ");
    throw new Error(
      `The client cannot be tried on ${name} here: npm has it for ${known} (Linux with glibc), ` +
        `and this is ${PLATFORM}. Run the tests on one of these.`,
    );
  }
  return join(INSTALLED, place);
}
