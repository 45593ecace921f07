/** The packed client in a browser as it is, without a bundler. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DaybookClient } from "@daybook/client";
import {
  type Page,
  type Profile,
  startBrowser,
  type TestBrowser,
} from "@daybook/server/testing/browser";
import {
  type LogLine,
  type ServerProcess,
  startServer,
} from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newProject } from "./_project.ts";
import { serveFolder, type StaticServer } from "./_static-server.ts";

const PASSWORD = "correct horse battery staple";

declare global {
  /** Of the page that is served here. */
  var daybook: DaybookClient;
}

const pageFor = (url: string): string => `<!doctype html>
<html lang="en">
  <link rel="icon" href="data:," />
  <script type="importmap">
    { "imports": { "@daybook/client": "./node_modules/@daybook/client/index.js" } }
  </script>
  <script type="module">
    import { createDaybookClient, webTokenStore } from "@daybook/client";
    globalThis.daybook = createDaybookClient({
      url: "${url}",
      tokens: webTokenStore(localStorage),
    });
  </script>
</html>
`;

const opened = new AsyncDisposableStack();
let server: ServerProcess;
let site: StaticServer;
let browser: TestBrowser;

beforeAll(async () => {
  const project = opened.use(await newProject());
  site = opened.use(await serveFolder(project.folder));
  server = opened.use(await startServer({ env: { CORS_ORIGINS: site.url } }));
  await writeFile(join(project.folder, "index.html"), pageFor(server.url));
  browser = opened.use(await startBrowser());
});

afterAll(() => opened.disposeAsync());

test("a module of a page imports it, writes, reads, follows the stream, and is told of conflicts", async () => {
  const profile = await browser.newProfile();
  const page = await openTab(profile);
  const told = await page.evaluate(async (password) => {
    await daybook.auth.register({ username: "ada", email: "ada@example.org", password });
    const choir = await daybook.events.create({ title: "Choir", start: "2026-03-02T18:00:00" });
    const edit = { id: choir.id, baseVersion: choir.version };
    await daybook.events.update({ ...edit, patch: { title: "Chamber choir" } });
    const conflict = await daybook.events
      .update({ ...edit, patch: { title: "Children's choir" } })
      .catch((error: unknown) => (error as { reason: string }).reason);
    const titles = [];
    for await (const { items, hasMore } of daybook.sync.subscribe()) {
      for (const item of items) if (item.type === "event") titles.push(item.event?.title);
      if (!hasMore) break;
    }
    return { conflict, titles };
  }, PASSWORD);
  expect(told).toEqual({ conflict: "VERSION_CONFLICT", titles: ["Chamber choir"] });
  expect(profile.origins).toEqual(new Set([site.url, server.url]));
  expect(profile.complaints).toEqual([expect.stringContaining("status of 412")]);
});

test("[U2] tabs that find their session's token old refresh it once for all of them", async () => {
  const profile = await browser.newProfile();
  await signUp(await openTab(profile), "bea");
  const tabs = await Promise.all(Array.from({ length: 4 }, () => openTab(profile)));
  const before = await ageToken(tabs[0]!);
  const refreshes = countRefreshes();

  const names = await Promise.all(tabs.map((tab) => tab.evaluate(nameOfUser)));
  expect(names).toEqual(["bea", "bea", "bea", "bea"]);
  expect(countRefreshes() - refreshes).toBe(1);
  const after = await tabs[3]!.evaluate(async () => daybook.session.current());
  expect(after?.refreshToken).not.toBe(before);
  expect(profile.complaints).toEqual([]);
});

test("[U2] a tab that is closed amid its refresh keeps no other from its own", async () => {
  const profile = await browser.newProfile();
  await signUp(await openTab(profile), "cleo");
  const [closed, open] = [await openTab(profile), await openTab(profile)];
  await ageToken(open);

  const isAsking = Promise.withResolvers<void>();
  await closed.route("**/auth.refresh", () => isAsking.resolve());
  const unanswered = closed.evaluate(nameOfUser).catch(() => "gone");
  await isAsking.promise;
  const answered = open.evaluate(nameOfUser);
  await closed.close();
  expect(await answered).toBe("cleo");
  expect(await unanswered).toBe("gone");
  expect(profile.complaints).toEqual([]);
});

async function openTab(profile: Profile): Promise<Page> {
  const page = await profile.newPage();
  await page.goto(site.url);
  return page;
}

async function signUp(page: Page, username: string): Promise<void> {
  const account = { username, email: `${username}@example.org`, password: PASSWORD };
  await page.evaluate(async (input) => void (await daybook.auth.register(input)), account);
}

/** Lets the kept access token look as if it had expired; answers the refresh token beside it. */
async function ageToken(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const session = await daybook.session.current();
    const aged = { ...session, accessTokenExpiresAt: new Date(0).toISOString() };
    localStorage.setItem("daybook.session", JSON.stringify(aged));
    return session?.refreshToken;
  });
}

async function nameOfUser(): Promise<string> {
  const { username } = await daybook.auth.me();
  return username;
}

function countRefreshes(): number {
  const isRefresh = ({ method, path }: LogLine): boolean =>
    method === "POST" && path === "/trpc/auth.refresh";
  return server.logs().filter(isRefresh).length;
}
