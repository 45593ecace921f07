/**
 * A private, throwaway MariaDB for tests: its own data folder, a free port on the loopback
 * interface, no password, no system service, gone when it is stopped.
 *
 *   node scripts/test-mariadb.mjs            starts one, prints TEST_MYSQL_URL=…, stops it on Ctrl-C
 *   node scripts/test-mariadb.mjs --detach   leaves it running; a second call prints its address again
 *   node scripts/test-mariadb.mjs --stop     stops the one that was left running
 */
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import {
  endServer,
  FOLDER,
  freePorts,
  isAlive,
  launchServer,
  prepareServer,
} from "./mariadb-server.mjs";

const DETACHED = join(FOLDER, "detached.json");

/**
 * @typedef {object} TestMariaDb
 * @property {string} url `mysql://…`, of a user who may create databases
 * @property {() => Promise<void>} stop
 */

/**
 * The MariaDB that tests shall use: the one TEST_MYSQL_URL names, else a private one, started here.
 *
 * @returns {Promise<TestMariaDb>}
 * @throws {Error} one sentence that says what to install
 */
export async function startTestMariaDb() {
  const given = process.env["TEST_MYSQL_URL"];
  if (given) return { url: given, stop: async () => {} };
  const server = await startPrivateServer({ detached: false });
  return { url: server.url, stop: () => endServer(server) };
}

/**
 * @typedef {object} PrivateServer
 * @property {string} url
 * @property {number} pid
 * @property {string} data its data folder
 */

/**
 * @param {{ detached: boolean }} options
 * @returns {Promise<PrivateServer>}
 */
async function startPrivateServer({ detached }) {
  const [port = 0] = await freePorts(1);
  const prepared = await prepareServer(port);
  const pid = await launchServer(prepared, { detached });
  return { url: `mysql://root@127.0.0.1:${port}`, pid, data: prepared.data };
}

/** @returns {Promise<PrivateServer | undefined>} */
async function findDetached() {
  if (!existsSync(DETACHED)) return undefined;
  /** @type {PrivateServer} */
  const server = JSON.parse(await readFile(DETACHED, "utf8"));
  return isAlive(server.pid) && existsSync(server.data) ? server : undefined;
}

async function main() {
  const [option] = process.argv.slice(2);
  const left = await findDetached();
  if (option === "--stop") {
    if (left) await endServer(left);
    await rm(DETACHED, { force: true });
  } else if (option === "--detach") {
    const server = left ?? (await startPrivateServer({ detached: true }));
    await writeFile(DETACHED, JSON.stringify(server));
    process.stdout.write(`TEST_MYSQL_URL=${server.url}\n`);
  } else {
    const server = await startPrivateServer({ detached: false });
    process.stdout.write(`TEST_MYSQL_URL=${server.url}\n`);
    await new Promise((resolve) => {
      process.once("SIGINT", resolve);
      process.once("SIGTERM", resolve);
    });
    await endServer(server);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
