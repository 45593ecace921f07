import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SCRIPT = join(import.meta.dirname, "../scripts/test-mariadb.mjs");

/**
 * Sets TEST_MYSQL_URL to a private MariaDB, as the tests use it, unless it names one already. The
 * database goes when it is disposed of.
 */
export async function startTestMariadb(): Promise<AsyncDisposable> {
  if (process.env["TEST_MYSQL_URL"] !== undefined) {
    return { async [Symbol.asyncDispose]() {} };
  }
  const child = spawn(process.execPath, [SCRIPT], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^TEST_MYSQL_URL=(.+)$/.exec(line)?.[1];
    if (url !== undefined) {
      process.env["TEST_MYSQL_URL"] = url;
      return {
        async [Symbol.asyncDispose]() {
          delete process.env["TEST_MYSQL_URL"];
          child.kill("SIGTERM");
          await exited;
        },
      };
    }
  }
  throw new Error("the private MariaDB did not start");
}
