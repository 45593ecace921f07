/** What private MariaDB servers for tests are made of: programs, an empty data folder, a free port. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, cp, mkdir, mkdtemp, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { runQuietly } from "./processes.mjs";

export const FOLDER = fileURLToPath(new URL("../.tools/mariadb", import.meta.url));

const HOW_TO_GET_ONE =
  "Tests on MySQL need a MariaDB: install MariaDB's server so that `mariadbd` and `mariadb-install-db` are found, " +
  "or set TEST_MYSQL_URL to a server whose user may create databases (or test SQLite alone: npm test -- --engine sqlite).";

/** Nothing here outlives a test run, so nothing waits for the disk. */
const THROWAWAY = [
  "--innodb-flush-log-at-trx-commit=0",
  "--innodb-doublewrite=0",
  "--innodb-flush-method=nosync",
  "--skip-sync-frm",
  "--innodb-buffer-pool-size=256M",
  "--innodb-log-file-size=64M",
  "--skip-log-bin",
  "--performance-schema=0",
];
const PRIVATE = ["--bind-address=127.0.0.1", "--skip-name-resolve", "--max-connections=500"];

/**
 * @typedef {object} Prepared a server that has not been started yet
 * @property {string} mariadbd
 * @property {User | undefined} user whom it runs as
 * @property {string} data its data folder
 * @property {number} port
 */

/**
 * @param {number} port
 * @returns {Promise<Prepared>}
 */
export async function prepareServer(port) {
  const mariadbd = await findOrInstall();
  const user = await unprivilegedUser();
  const template = await makeTemplate(mariadbd, user);
  const data = await mkdtemp(join(tmpdir(), "daybook-mariadb-"));
  await cp(template, data, { recursive: true });
  await give(data, user);
  return { mariadbd, user, data, port };
}

/**
 * The arguments that every private server takes.
 *
 * @param {Prepared} prepared
 */
function serverArguments({ user, data, port }) {
  return [
    "--no-defaults",
    `--datadir=${data}`,
    `--socket=${join(data, "server.sock")}`,
    `--pid-file=${join(data, "server.pid")}`,
    `--port=${port}`,
    ...(user === undefined ? [] : [`--user=${user.name}`]),
    ...PRIVATE,
    ...THROWAWAY,
  ];
}

/**
 * Starts a server and waits until it greets.
 *
 * @param {Prepared} prepared
 * @param {{ detached?: boolean, more?: readonly string[], env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its pid
 */
export async function launchServer(
  prepared,
  { detached = false, more = [], env = process.env } = {},
) {
  const { mariadbd, data, port } = prepared;
  const log = await open(join(data, "server.log"), "w");
  const child = spawn(mariadbd, [...serverArguments(prepared), ...more], {
    stdio: ["ignore", log.fd, log.fd],
    detached,
    env,
  });
  await log.close();
  if (detached) child.unref();
  const { pid } = child;
  if (pid === undefined) throw new Error(`${mariadbd} could not be started.`);
  if (!(await answers(port, pid))) {
    const said = await readFile(join(data, "server.log"), "utf8");
    await endServer({ pid, data });
    throw new Error(`The private MariaDB did not start. Its log:\n${said.trim()}`);
  }
  return pid;
}

/**
 * Stops a server, if it was ever started, and takes its data away.
 *
 * @param {{ pid: number | undefined, data: string }} server
 */
export async function endServer({ pid, data }) {
  if (pid !== undefined) await endProcess(pid);
  await rm(data, { recursive: true, force: true });
}

/** @param {number} pid */
async function endProcess(pid) {
  // A signal to 0 or less goes to many processes, and one to -1 to all of them.
  if (pid <= 1) throw new Error(`${pid} is no process of ours.`);
  for (const [signal, seconds] of /** @type {const} */ ([
    ["SIGTERM", 10],
    ["SIGKILL", 5],
  ])) {
    const deadline = Date.now() + seconds * 1_000;
    if (isAlive(pid)) process.kill(pid, signal);
    while (isAlive(pid) && Date.now() < deadline) await sleep(50);
  }
}

/** @returns {Promise<string>} the path of `mariadbd` */
async function findOrInstall() {
  const found = findProgram("mariadbd");
  if (found && findProgram("mariadb-install-db")) return found;
  if (process.getuid?.() === 0 && findProgram("apt-get")) {
    process.stderr.write(
      "Installing Debian's MariaDB programs for the tests (no service is set up) …\n",
    );
    await installFromDebian().catch((/** @type {unknown} */ cause) => {
      throw new Error(HOW_TO_GET_ONE, { cause });
    });
  }
  const installed = findProgram("mariadbd");
  if (!installed || !findProgram("mariadb-install-db")) throw new Error(HOW_TO_GET_ONE);
  return installed;
}

/**
 * The `-core` packages hold the programs without the service that `mariadb-server` would set up
 * and start. Some releases carry a version in the packages' names.
 */
async function installFromDebian() {
  await runQuietly("apt-get", ["update"]);
  const names = (await runQuietly("apt-cache", ["pkgnames", "mariadb-"])).split("\n");
  const packages = names.filter((name) => /^mariadb-(server|client)-core(-[\d.]+)?$/.test(name));
  await runQuietly(
    "apt-get",
    ["install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", ...packages],
    { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } },
  );
}

/** @param {string} name */
function findProgram(name) {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return [...folders, "/usr/sbin", "/usr/local/sbin"]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** @typedef {{ name: string, uid: number, gid: number }} User */

/**
 * MariaDB must not run as root. The `-core` packages make no user `mysql`.
 *
 * @returns {Promise<User | undefined>} undefined: we are not root, so it runs as ourselves
 */
async function unprivilegedUser() {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const row = users.find(([name]) => name === "mysql") ?? users.find(([name]) => name === "nobody");
  const [name, , uid, gid] = row ?? [];
  if (name === undefined)
    throw new Error("MariaDB must not run as root, and there is no user mysql or nobody.");
  return { name, uid: Number(uid), gid: Number(gid) };
}

/**
 * An empty data folder, made once per version of MariaDB (some seconds) and then copied.
 *
 * @param {string} mariadbd
 * @param {User | undefined} user
 */
async function makeTemplate(mariadbd, user) {
  const version = /Ver ([\w.-]+)/.exec(
    await runQuietly(mariadbd, ["--no-defaults", "--version"]),
  )?.[1];
  const template = join(FOLDER, `template-${version}`);
  if (existsSync(template)) return template;

  const fresh = await mkdtemp(join(tmpdir(), "daybook-mariadb-"));
  await give(fresh, user);
  await runQuietly("mariadb-install-db", [
    "--no-defaults",
    `--datadir=${fresh}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    ...(user === undefined ? [] : [`--user=${user.name}`]),
    "--innodb-log-file-size=64M",
  ]);
  // Copied beside its place and then renamed: whoever sees the folder sees all of it.
  const unfinished = `${template}.${process.pid}`;
  await mkdir(FOLDER, { recursive: true });
  await cp(fresh, unfinished, { recursive: true });
  await rename(unfinished, template).catch((/** @type {unknown} */ cause) => {
    if (!existsSync(template)) throw cause;
  });
  await rm(unfinished, { recursive: true, force: true });
  await rm(fresh, { recursive: true, force: true });
  return template;
}

/**
 * @param {string} folder
 * @param {User | undefined} user
 */
async function give(folder, user) {
  if (user === undefined) return;
  for (const name of ["", ...(await readdir(folder, { recursive: true }))]) {
    await chown(join(folder, name), user.uid, user.gid);
  }
}

/**
 * Ports that nobody listens on, all different.
 *
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const probes = Array.from({ length: count }, () => createServer());
  // Each is held until all are found: a port that is free again may be found twice.
  const ports = await Promise.all(probes.map(portOf));
  for (const probe of probes) probe.close();
  return ports;
}

/**
 * @param {import("node:net").Server} probe
 * @returns {Promise<number>}
 */
function portOf(probe) {
  return new Promise((resolve, reject) => {
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

/**
 * Waits until the server greets (it speaks first), at most 30 seconds or until it has died.
 *
 * @param {number} port
 * @param {number} pid
 */
async function answers(port, pid) {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && isAlive(pid)) {
    const greeted = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => resolve(true)).once("error", () => resolve(false));
      socket.once("close", () => resolve(false));
      socket.once("data", () => socket.destroy());
    });
    if (greeted) return true;
    await sleep(50);
  }
  return false;
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
