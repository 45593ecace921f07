/** The folders and the environment of a reader, outside the workspace. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT, type Page } from "./page.ts";

const execute = promisify(execFile);
const PACKED = join(ROOT, "packages/client/testing/packed.ts");

/** What a project of a page has installed. */
export interface Library extends AsyncDisposable {
  readonly nodeModules: string;
}

export interface Reader extends AsyncDisposable {
  /** Where the reader is when the page begins. */
  readonly start: string;
  /** Where the page's program is, which uses the client. */
  readonly project: string;
  /** A folder for what is no part of the reader's. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How a reader's compiler is set, who takes the client seriously. */
export const COMPILER_OPTIONS = {
  target: "es2024",
  lib: ["esnext", "dom"],
  types: ["node"],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  moduleDetection: "force",
  skipLibCheck: false,
  noEmit: true,
};

/** The client as it is published, TypeScript, and the types of Node. */
export async function installLibrary(): Promise<Library> {
  const library = await installTools();
  const client = join(library.nodeModules, "@daybook/client");
  await mkdir(client, { recursive: true });
  const { stdout } = await execute(process.execPath, [PACKED, dirname(library.nodeModules)]);
  await execute("tar", ["-xzf", stdout.trim(), "--strip-components=1", "-C", client]);
  return library;
}

/** The same without the client, in no time. */
export async function installTools(): Promise<Library> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-library-"));
  const nodeModules = join(folder, "node_modules");
  await mkdir(join(nodeModules, "@types"), { recursive: true });
  for (const name of ["typescript", "@types/node"]) {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    await symlink(dirname(manifest), join(nodeModules, name));
  }
  return {
    nodeModules,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function createReader(page: Page, library: Library): Promise<Reader> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-reader-"));
  const scratch = join(folder, ".scratch");
  await mkdir(join(scratch, "data"), { recursive: true });
  // The clone that the page speaks of is the folder that these tests are in.
  await symlink(ROOT, join(folder, "daybook"));
  const project = join(folder, "project");
  await mkdir(project);
  await symlink(library.nodeModules, join(project, "node_modules"));
  await writeFile(join(project, "package.json"), '{ "type": "module", "private": true }\n');
  return {
    project,
    start: { project, clone: join(folder, "daybook"), beside: folder }[page.from],
    scratch,
    env: {
      ...inherited(),
      npm_config_prefer_offline: "true",
      // Whoever is signed in on this machine is not the reader.
      XDG_CONFIG_HOME: join(scratch, "config"),
      DATA_DIR: join(scratch, "data"),
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_FORMAT: "pretty",
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const INHERITED =
  /^(?:HOME|USER|LOGNAME|SHELL|LANG|TMPDIR|SSL_CERT_\w+|NODE_COMPILE_CACHE|NODE_EXTRA_CA_CERTS|\w+_proxy|npm_config_(?:registry|cache|userconfig))$/i;

/** A reader has the tools of this machine, and none of the workspace's. */
function inherited(): NodeJS.ProcessEnv {
  const variables = Object.entries(process.env).filter(([name]) => INHERITED.test(name));
  const path = (process.env["PATH"] ?? "").split(delimiter);
  return {
    ...Object.fromEntries(variables),
    PATH: path.filter((folder) => !folder.startsWith(ROOT)).join(delimiter),
  };
}
