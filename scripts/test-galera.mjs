/**
 * A private, throwaway Galera cluster for checks: three MariaDB nodes on the loopback interface, as
 * `test-mariadb.mjs` makes one. It prints `TEST_GALERA_URLS=mysql://… mysql://… mysql://…` and then
 * does what the lines of its standard input say:
 *
 *   kill <n>     ends a node as a crash would, and prints `killed <n>`
 *   start <n>    starts it again, and prints `started <n>` when it has caught up
 *
 * With the end of its input, or on Ctrl-C, everything goes.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { endServer, freePorts, isAlive, launchServer, prepareServer } from "./mariadb-server.mjs";
import { runQuietly } from "./processes.mjs";

const FOLDER = fileURLToPath(new URL("../.tools/galera", import.meta.url));

const HOW_TO_GET_IT =
  "A Galera cluster needs Debian's packages galera-4, mariadb-server and rsync: run this on Debian or Ubuntu as root, which unpacks them here.";

/** The group's library; the scripts that bring a node up to date; what they call. */
const PACKAGES = ["galera-4", "mariadb-server", "rsync", "libpopt0", "libxxhash0"];

const NODES = 3;
const CATCH_UP_LIMIT_MS = 60_000;

/**
 * @typedef {object} Node
 * @property {import("./mariadb-server.mjs").Prepared} prepared
 * @property {number} groupPort where the nodes talk to each other
 * @property {number} transferPort where a node that comes back is sent what it has missed
 * @property {number} statePort where it is sent everything, having missed too much
 * @property {number | undefined} pid undefined: it was not started yet
 */

/** Leaves Debian's packages unpacked in a folder of their own. Nothing is installed, nothing started. */
async function unpackGalera() {
  if (existsSync(FOLDER)) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) throw new Error(HOW_TO_GET_IT);
  process.stderr.write("Unpacking Debian's galera-4 for the check (nothing is installed) …\n");
  const fresh = await mkdtemp(join(tmpdir(), "daybook-galera-"));
  const unfinished = `${FOLDER}.${process.pid}`;
  try {
    await runQuietly("apt-get", ["update"]);
    await runQuietly("apt-get", ["download", ...PACKAGES], { cwd: fresh });
    await mkdir(unfinished, { recursive: true });
    for (const archive of await readdir(fresh)) {
      await runQuietly("dpkg", ["-x", join(fresh, archive), unfinished]);
    }
    // Somebody else may have been faster.
    await rename(unfinished, FOLDER).catch((/** @type {unknown} */ failure) => {
      if (!existsSync(FOLDER)) throw failure;
    });
  } catch (cause) {
    throw new Error(HOW_TO_GET_IT, { cause });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await rm(fresh, { recursive: true, force: true });
  }
}

/** @returns {Promise<NodeJS.ProcessEnv>} in which a node finds what was unpacked */
async function environment() {
  const lib = join(FOLDER, "usr/lib");
  const folders = await readdir(lib, { withFileTypes: true });
  const libraries = folders.filter((entry) => entry.name.endsWith("-linux-gnu"));
  return {
    PATH: [join(FOLDER, "usr/bin"), "/usr/sbin", "/usr/bin", "/sbin", "/bin"].join(delimiter),
    LD_LIBRARY_PATH: libraries.map(({ name }) => join(lib, name)).join(delimiter),
  };
}

/**
 * @param {Node} node
 * @param {{ nodes: readonly Node[], env: NodeJS.ProcessEnv, isFirst: boolean }} cluster
 */
async function startNode(node, { nodes, env, isFirst }) {
  const addresses = nodes.map(({ groupPort }) => `127.0.0.1:${groupPort}`);
  const provider = [
    `gmcast.listen_addr=tcp://127.0.0.1:${node.groupPort}`,
    `ist.recv_addr=127.0.0.1:${node.transferPort}`,
    "gcache.size=256M",
    // A node that has died is noticed within seconds.
    "evs.keepalive_period=PT0.5S",
    "evs.suspect_timeout=PT2S",
    "evs.inactive_timeout=PT4S",
  ];
  const pid = await launchServer(node.prepared, {
    env,
    more: [
      "--wsrep-on=ON",
      `--wsrep-provider=${join(FOLDER, "usr/lib/galera/libgalera_smm.so")}`,
      `--wsrep-cluster-address=gcomm://${isFirst ? "" : addresses.join(",")}`,
      `--wsrep-node-address=127.0.0.1:${node.groupPort}`,
      `--wsrep-provider-options=${provider.join(";")}`,
      "--wsrep-sst-method=rsync",
      `--wsrep-sst-receive-address=127.0.0.1:${node.statePort}`,
      "--wsrep-slave-threads=2",
      "--binlog-format=ROW",
      "--innodb-autoinc-lock-mode=2",
      "--innodb-buffer-pool-size=96M",
    ],
  });
  node.pid = pid;
  const log = join(node.prepared.data, "server.log");
  const deadline = Date.now() + CATCH_UP_LIMIT_MS;
  for (;;) {
    const said = await readFile(log, "utf8");
    if (said.includes("Synchronized with group, ready for connections")) return;
    if (!isAlive(pid) || Date.now() > deadline) {
      throw new Error(`A node did not join the cluster. Its log:\n${said.trim()}`);
    }
    await sleep(50);
  }
}

async function main() {
  await unpackGalera();
  const env = await environment();
  /** @type {Node[]} */
  const nodes = [];
  const stop = async () => {
    await Promise.all(nodes.map(({ pid, prepared: { data } }) => endServer({ pid, data })));
  };
  try {
    const ports = await freePorts(4 * NODES);
    for (let n = 0; n < NODES; n += 1) {
      const [port = 0, groupPort = 0, transferPort = 0, statePort = 0] = ports.slice(4 * n);
      const prepared = await prepareServer(port);
      nodes.push({ prepared, groupPort, transferPort, statePort, pid: undefined });
    }
    for (const [n, node] of nodes.entries()) {
      await startNode(node, { nodes, env, isFirst: n === 0 });
    }
    const urls = nodes.map(({ prepared: { port } }) => `mysql://root@127.0.0.1:${port}`);
    process.stdout.write(`TEST_GALERA_URLS=${urls.join(" ")}\n`);
    const lines = createInterface({ input: process.stdin });
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => lines.close());
    for await (const line of lines) {
      const [, verb, n] = /^(kill|start) (\d)$/.exec(line) ?? [];
      const node = nodes[Number(n)];
      if (node === undefined || (verb === "kill") !== (node.pid !== undefined)) {
        throw new Error(`${line}: there is no such command, or the node is not in that state.`);
      }
      if (node.pid !== undefined) {
        process.kill(node.pid, "SIGKILL");
        while (isAlive(node.pid)) await sleep(20);
        node.pid = undefined;
        process.stdout.write(`killed ${n}\n`);
      } else {
        await startNode(node, { nodes, env, isFirst: false });
        process.stdout.write(`started ${n}\n`);
      }
    }
  } finally {
    await stop();
  }
}

await main();
