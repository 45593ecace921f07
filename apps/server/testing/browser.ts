/** A real Chromium, for tests of this and other packages. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BrowserContext, chromium } from "playwright-core";

export type { Page } from "playwright-core";

const FINDER = join(import.meta.dirname, "../../../scripts/test-chromium.mjs");

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  // Nothing but this machine can be reached, whatever a page asks for.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Pages that share storage, as the tabs of one person do. */
export interface Profile extends BrowserContext {
  /** What its pages complained of: errors on the console, failures of scripts, refused content. */
  readonly complaints: string[];
  /** The origins that its pages have asked. */
  readonly origins: Set<string>;
}

export interface TestBrowser extends AsyncDisposable {
  newProfile(): Promise<Profile>;
}

/** Starts a browser, with the program that scripts/test-chromium.mjs finds or gets. */
export async function startBrowser(): Promise<TestBrowser> {
  const { stdout } = await promisify(execFile)(process.execPath, [FINDER]);
  const executablePath = stdout.trim().replace(/^TEST_CHROMIUM=/, "");
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  return {
    async newProfile() {
      const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin" });
      const complaints: string[] = [];
      const origins = new Set<string>();
      context.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      context.on("weberror", (failure) => complaints.push(String(failure.error())));
      context.on("request", (request) => {
        if (!request.url().startsWith("data:")) origins.add(new URL(request.url()).origin);
      });
      return Object.assign(context, { complaints, origins });
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
