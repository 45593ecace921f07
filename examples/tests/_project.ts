/** A project outside the workspace, which has the client as it is packed. */
import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { inject } from "vitest";

const execute = promisify(execFile);

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running extends AsyncDisposable {
  /** The first line that it wrote. */
  readonly firstLine: string;
}

export interface Project extends AsyncDisposable {
  readonly folder: string;
  /** Copies a file, or a folder with what is in it, into the project. */
  copy(file: string): Promise<string>;
  /** Has these packages installed as well. */
  link(...packages: string[]): Promise<void>;
  /** Runs a program to its end. */
  run(program: string, args: string[], env?: Record<string, string>): Promise<Ran>;
  /** Runs a program that has no end. */
  start(program: string, env: Record<string, string>): Promise<Running>;
}

/** @param tarball what is installed; else the client as it is now */
export async function newProject(tarball?: string): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-project-"));
  const installed = join(folder, "node_modules/@daybook/client");
  await mkdir(installed, { recursive: true });
  const packed = tarball ?? inject("packedClient");
  await execute("tar", ["-xzf", packed, "--strip-components=1", "-C", installed]);
  await writeFile(join(folder, "package.json"), '{ "type": "module", "private": true }\n');

  async function copy(file: string): Promise<string> {
    const target = join(folder, basename(file));
    // What somebody has installed and built there stays there.
    const filter = (source: string): boolean => !/\/(?:dist|node_modules)$/.test(source);
    await cp(resolve(import.meta.dirname, file), target, { recursive: true, filter });
    return target;
  }

  async function link(...packages: string[]): Promise<void> {
    for (const name of packages) {
      const target = join(folder, "node_modules", name);
      await mkdir(dirname(target), { recursive: true });
      await symlink(join(import.meta.dirname, "../node_modules", name), target);
    }
  }

  function launched(program: string, args: string[], env: Record<string, string>) {
    return spawn(process.execPath, [join(folder, program), ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  return {
    folder,
    copy,
    link,
    async run(program, args, env = {}) {
      const child = launched(program, args, env);
      const closed = Promise.withResolvers<number | null>();
      child.on("close", closed.resolve);
      const [stdout, stderr, code] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        closed.promise,
      ]);
      return { code, stdout, stderr };
    },
    async start(program, env) {
      const child = launched(program, [], env);
      const ended = Promise.withResolvers<void>();
      child.on("close", () => ended.resolve());
      const complaints = text(child.stderr);
      const line = Promise.withResolvers<string>();
      let written = "";
      child.stdout.on("data", (chunk) => {
        written += String(chunk);
        if (written.includes("\n")) line.resolve(written.split("\n", 1)[0] ?? "");
      });
      void ended.promise.then(async () => line.reject(new Error(await complaints)));
      return {
        firstLine: await line.promise,
        async [Symbol.asyncDispose]() {
          child.kill();
          await ended.promise;
        },
      };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
