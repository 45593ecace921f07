/** The React page, built with the packed client and used in a browser by two people. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createDaybookClient } from "@daybook/client";
import { type Page, startBrowser, type TestBrowser } from "@daybook/server/testing/browser";
import { type ServerProcess, startServer } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { newProject, type Project } from "./_project.ts";
import { serveFolder, type StaticServer } from "./_static-server.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PASSWORD = "correct horse battery staple";

const opened = new AsyncDisposableStack();
let project: Project;
let server: ServerProcess;
let site: StaticServer;
let browser: TestBrowser;

beforeAll(async () => {
  project = opened.use(await newProject());
  const page = await project.copy("../react-page");
  await project.link("@tanstack/react-query", "@types/react", "@types/react-dom");
  await project.link("@vitejs/plugin-react", "react", "react-dom", "typescript", "vite");
  site = opened.use(await serveFolder(join(page, "dist")));
  server = opened.use(await startServer({ env: { CORS_ORIGINS: site.url } }));
  const env = { VITE_DAYBOOK_URL: server.url };
  const built = await project.run("node_modules/vite/bin/vite.js", ["build", page], env);
  if (built.code !== 0) throw new Error(`The page was not built.\n${built.stderr}`);
  browser = opened.use(await startBrowser());
});

afterAll(() => opened.disposeAsync());

test("installs the client under the name that it is packed with", async () => {
  const manifest = await readFile(join(project.folder, "react-page/package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  expect(dependencies["@daybook/client"]).toBe(`file:${basename(inject("packedClient"))}`);
});

test("compiles strictly against the packed client", async () => {
  const page = join(project.folder, "react-page");
  const compiled = await project.run("node_modules/typescript/bin/tsc", ["-p", page]);
  expect(compiled).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("[V3] two people see what the other does, and neither loses it to the other", async () => {
  const [adas, beas] = await Promise.all([browser.newProfile(), browser.newProfile()]);
  const [ada, bea] = await Promise.all([adas.newPage(), beas.newPage()]);
  await Promise.all([signUp(ada, "ada"), signUp(bea, "bea")]);
  await shareCalendar("ada", "bea");

  await ada.getByLabel("Title").fill("Rehearsal");
  await ada.getByLabel("From").fill("18:00");
  await ada.getByLabel("Until").fill("20:00");
  await ada.getByRole("button", { name: "Create" }).click();
  await eventOn(ada, "18:00 Rehearsal").click();
  await eventOn(bea, "18:00 Rehearsal").click();

  await rename(bea, "Rehearsal with soloists");
  await bea.getByRole("button", { name: "Save" }).click();
  await eventOn(ada, "18:00 Rehearsal with soloists").waitFor();

  // What she began to edit is what it was when she opened it.
  await rename(ada, "Dress rehearsal");
  await ada.getByRole("button", { name: "Save" }).click();
  const conflict = ada.getByRole("alert");
  await conflict.waitFor();
  expect(await conflict.getByRole("definition").allInnerTexts()).toEqual([
    "Rehearsal",
    "Dress rehearsal",
    "Rehearsal with soloists",
  ]);
  await ada.getByRole("button", { name: "Save mine" }).click();
  await eventOn(bea, "18:00 Dress rehearsal").waitFor();

  await ada.getByRole("button", { name: "Undo" }).click();
  await eventOn(bea, "18:00 Rehearsal with soloists").waitFor();
  await eventOn(ada, "18:00 Rehearsal with soloists").waitFor();

  // Of a refused call the browser itself writes a line.
  expect(adas.complaints).toEqual([expect.stringContaining("status of 412")]);
  expect(beas.complaints).toEqual([]);
});

test("a session outlives a reload, and ends in every tab at once", async () => {
  const profile = await browser.newProfile();
  const [first, second] = [await profile.newPage(), await profile.newPage()];
  await signUp(first, "cleo");
  await first.reload();
  await second.goto(site.url);
  await first.getByRole("button", { name: "Create" }).waitFor();
  await second.getByRole("button", { name: "Create" }).waitFor();

  await first.getByRole("button", { name: "Sign out" }).click();
  await second.getByRole("button", { name: "Sign in" }).waitFor();
  await first.getByRole("button", { name: "Sign in" }).waitFor();
  await first.reload();
  await first.getByRole("button", { name: "Sign in" }).waitFor();
  // Whose stream ends may ask for another token before it hears why.
  const others = profile.complaints.filter((text) => !text.includes("status of 401"));
  expect(others).toEqual([]);
});

test("says which field is wrong, and keeps what was entered", async () => {
  const profile = await browser.newProfile();
  const page = await profile.newPage();
  await signUp(page, "emil");
  await page.getByLabel("Title").fill("Choir");
  await page.getByLabel("Until").fill("08:00");
  await page.keyboard.press("Enter");
  expect(await page.getByRole("alert").innerText()).toBe("end: The end lies before the start.");
  await page.getByLabel("Until").fill("10:00");
  await page.keyboard.press("Enter");
  await eventOn(page, "09:00 Choir").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(profile.complaints).toEqual([expect.stringMatching(/status of 4\d\d/)]);
});

test("can be used by the keyboard alone", async () => {
  const profile = await browser.newProfile();
  const page = await profile.newPage();
  await signUp(page, "dora");
  await page.getByLabel("Title").fill("Choir");
  await page.keyboard.press("Enter");
  await eventOn(page, "09:00 Choir").press("Enter");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Chamber choir");
  await page.keyboard.press("Enter");
  await eventOn(page, "09:00 Chamber choir").press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(profile.complaints).toEqual([]);
});

async function signUp(page: Page, name: string): Promise<void> {
  await page.goto(site.url);
  await page.getByRole("button", { name: "I am new here" }).click();
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("E-mail").fill(`${name}@example.org`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText(name).waitFor();
}

async function shareCalendar(owner: string, username: string): Promise<void> {
  const daybook = createDaybookClient({ url: server.url });
  await daybook.auth.login({ login: owner, password: PASSWORD });
  const { defaultCalendarId } = await daybook.auth.me();
  const resource = { type: "calendar", id: defaultCalendarId ?? "" } as const;
  await daybook.sharing.share({ resource, users: [{ username, role: "editor" }] });
}

function eventOn(page: Page, name: string) {
  return page.getByRole("listitem").getByRole("button", { name, exact: true });
}

async function rename(page: Page, title: string): Promise<void> {
  await page.getByRole("dialog").getByLabel("Title").fill(title);
}
