/** A folder that has installed the packed client and nothing else, with the program in JavaScript. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { rolldown } from "rolldown";

const execute = promisify(execFile);
const RUNTIMES = join(import.meta.dirname, "..");
const PACKED = join(RUNTIMES, "../packages/client/testing/packed.ts");

export interface Project extends AsyncDisposable {
  readonly folder: string;
  /** For runtimes that find packages themselves: `on-process.js`. */
  readonly process: string;
  /** For runtimes that get one file with everything in it: `on-edge.js`. */
  readonly edge: string;
}

export async function newProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-runtimes-"));
  const installed = join(folder, "node_modules/@daybook/client");
  await mkdir(installed, { recursive: true });
  const { stdout } = await execute(process.execPath, [PACKED, folder]);
  await execute("tar", ["-xzf", stdout.trim(), "--strip-components=1", "-C", installed]);
  await writeFile(join(folder, "package.json"), '{ "type": "module", "private": true }\n');
  return {
    folder,
    process: await bundle("on-process", folder, { external: /^(?:node:|@daybook\/)/ }),
    edge: await bundle("on-edge", folder, {
      // What has been packed, not what the workspace links.
      resolve: { alias: { "@daybook/client": join(installed, "index.js") } },
    }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function bundle(
  entry: string,
  folder: string,
  how: { external: RegExp } | { resolve: { alias: Record<string, string> } },
): Promise<string> {
  const file = join(folder, `${entry}.js`);
  const bundled = await rolldown({
    input: join(RUNTIMES, `${entry}.ts`),
    platform: "neutral",
    ...how,
  });
  await bundled.write({ file, format: "esm" });
  await bundled.close();
  return file;
}
