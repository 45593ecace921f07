/** The reference page in a browser that reaches nothing but this machine. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "../testing/browser.ts";
import { type ServerProcess, startServer } from "../testing/server-process.ts";

const opened = new AsyncDisposableStack();
let server: ServerProcess;
let browser: TestBrowser;

beforeAll(async () => {
  server = opened.use(await startServer());
  browser = opened.use(await startBrowser());
});

afterAll(() => opened.disposeAsync());

test("shows every operation, and tries one out, with its own server alone", async () => {
  const profile = await browser.newProfile();
  const page = await profile.newPage();
  await page.goto(`${server.url}/docs`);

  const groups = page.locator(".opblock-tag");
  await groups.first().waitFor();
  for (const group of await groups.all()) await group.dispatchEvent("click");
  const shown = await page.locator(".opblock-summary-path").allInnerTexts();
  expect(shown.length).toBe(await countOperations());
  expect(shown.map(withoutBreaks)).toContain("/events/{id}/rollback/{version}");

  const health = page.locator(".opblock").filter({ hasText: "/meta/health" });
  await health.locator(".opblock-summary").click();
  await health.getByRole("button", { name: "Execute" }).click();
  const answer = health.locator(".live-responses-table .response");
  await answer.waitFor();
  expect(await answer.locator(".response-col_status").innerText()).toMatch(/^200/);
  expect(await answer.locator(".highlight-code").first().innerText()).toMatch(/"version"/);

  expect([...profile.origins]).toEqual([server.url]);
  expect(profile.complaints).toEqual([]);
});

async function countOperations(): Promise<number> {
  const answer = await fetch(`${server.url}/api/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, object> };
  const methods = Object.values(paths).flatMap((path) => Object.keys(path));
  return methods.filter((method) => /^(?:get|put|post|delete|patch)$/.test(method)).length;
}

/** It lets long paths wrap. */
function withoutBreaks(text: string): string {
  return text.replaceAll("\u200B", "");
}
