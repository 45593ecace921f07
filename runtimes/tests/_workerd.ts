/** Cloudflare's runtime for workers, serving one of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

export interface Workerd extends AsyncDisposable {
  readonly url: string;
}

export interface WorkerdOptions {
  /** A JavaScript module; the configuration is written beside it. */
  readonly worker: string;
  /** The day whose workerd it behaves like. */
  readonly compatibilityDate: string;
}

export async function startWorkerd(binary: string, options: WorkerdOptions): Promise<Workerd> {
  const config = join(dirname(options.worker), `workerd-${options.compatibilityDate}.capnp`);
  await writeFile(config, configOf(options));
  const child = spawn(binary, ["serve", config, "--control-fd=3"], {
    env: {},
    stdio: ["ignore", "inherit", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const complaints = text(child.stderr as Readable);
  async function stop(): Promise<void> {
    child.kill("SIGKILL");
    await exited;
  }
  try {
    const url = await addressOf(child.stdio[3] as Readable, complaints);
    return { url, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** It tells on a pipe of its own which port it was given. */
async function addressOf(control: Readable, complaints: Promise<string>): Promise<string> {
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line) as { event: string; port?: number };
    if (event === "listen" && port !== undefined) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`workerd did not listen.\n${await complaints}`);
}

function configOf({ worker, compatibilityDate }: WorkerdOptions): string {
  const name = basename(worker);
  return `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (
      name = "main",
      worker = (
        modules = [(name = "${name}", esModule = embed "${name}")],
        compatibilityDate = "${compatibilityDate}",
        globalOutbound = "anywhere",
      ),
    ),
    (name = "anywhere", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}
