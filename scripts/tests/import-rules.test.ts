/** Breaks each import rule on purpose, in a copy of the folder layout, and expects to be told what to do. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const CONFIG = join(import.meta.dirname, "..", "..", "oxlint.config.ts");

/** Who, imports what, and a part of the advice. */
const FORBIDDEN = [
  ["packages/domain/src/event", "@daybook/db/database", "The domain imports none of our packages"],
  ["packages/domain/src/event", "@daybook/client", "The domain imports none of our packages"],
  ["packages/domain/src/event", "kysely", "The domain is pure"],
  ["packages/domain/src/event", "zod", "The domain is pure"],
  ["packages/domain/src/event", "hono/cors", "The domain is pure"],
  ["packages/domain/src/event", "@trpc/server", "The domain is pure"],
  ["packages/domain/src/event", "node:crypto", "The domain is pure"],
  ["packages/db/src/queries", "@daybook/api/router", "The database package knows the domain alone"],
  ["packages/db/src/queries", "@trpc/server", "throw a DomainError"],
  ["packages/db/src/queries", "hono", "Only apps/server knows Hono"],
  ["packages/db/src/queries", "mysql2/promise", "Engine descriptor"],
  ["packages/db/src/queries", "node:sqlite", "Engine descriptor"],
  ["packages/db/src/engines/sqlite", "@daybook/api/router", "knows the domain alone"],
  ["packages/db/src/engines/sqlite", "hono", "Only apps/server knows Hono"],
  [
    "packages/api/src/events/x.router",
    "@daybook/db/queries/events.queries",
    "A router calls a service",
  ],
  ["packages/api/src/events/x.router", "hono", "Only apps/server knows Hono"],
  ["packages/api/src/events/x.schema", "@daybook/db/database", "A schema knows zod and the domain"],
  ["packages/api/src/events/x.schema", "@trpc/server", "throw a DomainError"],
  ["packages/api/src/events/x.service", "hono", "Only apps/server knows Hono"],
  ["packages/api/src/events/x.service", "@daybook/server/main", "The API builds on domain and db"],
  ["packages/api/src/events/x.service", "kysely", "SQL lives in packages/db"],
  ["packages/api/src/events/x.service", "mysql2", "Engine descriptor"],
  ["packages/client/src/calls", "@daybook/api/router", "no server code at run time"],
  ["packages/client/src/calls", "@daybook/db/database", "no server code at run time"],
  ["packages/client/src/calls", "zod", "zod is too heavy"],
  ["packages/client/src/calls", "node:fs", "use web standards"],
  ["packages/client/src/calls", "@trpc/server", "use web standards"],
  ["apps/server/src/wiring", "kysely", "SQL lives in packages/db"],
  ["apps/server/src/wiring", "node:sqlite", "Engine descriptor"],
  ["apps/server/src/wiring", "@daybook/client", "The server wires api, db and domain"],
  ["apps/cli/src/agenda", "@daybook/api/router", "built on the client alone"],
  ["apps/cli/src/agenda", "@daybook/db/database", "built on the client alone"],
  ["apps/cli/src/agenda", "@trpc/client", "built on the client alone"],
  [
    "packages/api/src/events/x.service",
    "../../../db/src/database.ts",
    "Import another package by its name",
  ],
  ["packages/db/src/queries", "../index.ts", "no barrels inside"],
  ["packages/db/src/queries", "..", "no barrels inside"],
] as const;

const ALLOWED = [
  ["packages/domain/src/event", "../errors.ts"],
  ["packages/domain/src/event", "rrule"],
  ["packages/db/src/queries", "@daybook/domain/errors"],
  ["packages/db/src/queries", "kysely"],
  ["packages/db/src/engines/sqlite", "node:sqlite"],
  ["packages/db/src/engines/mysql", "mysql2"],
  ["packages/api/src/events/x.service", "@daybook/db/queries/events.queries"],
  ["packages/api/src/events/x.router", "./x.service.ts"],
  ["packages/client/src/calls", "@trpc/client"],
  ["apps/server/src/wiring", "hono"],
  ["apps/server/src/wiring", "@daybook/api/router"],
  ["apps/cli/src/agenda", "@daybook/client"],
  ["apps/cli/src/agenda", "@daybook/domain/errors"],
] as const;

/** Whole files, for the rules that are about more than an import's name. */
const SNIPPETS = {
  "packages/client/src/types-only.ts": 'export type { AppRouter } from "@daybook/api/router";\n',
  "packages/db/src/barrel.ts": 'export * from "./database.ts";\n',
  "packages/db/src/database.ts": "export const url = process.env.DATABASE_URL;\n",
  "packages/api/src/process.ts":
    'import { env } from "node:process";\nexport const url = env.URL;\n',
  "apps/server/src/environment.ts": "export const url = process.env.DATABASE_URL;\n",
  "packages/domain/src/clock.ts": "export const now = (): number => Date.now();\n",
};

let folder: string;
const advice = new Map<string, string>();

function fileFor([who, what]: readonly [string, string, string?]): string {
  const [path, suffix = "sample"] = who.split(/\.(?=router|schema|service)/);
  const name = what.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
  return who === path ? `${path}/${name || "parent"}.ts` : `${path}-${name}.${suffix}.ts`;
}

async function writeSample(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daybook-import-rules-"));
  await writeSample(
    "oxlint.config.ts",
    `import config from ${JSON.stringify(CONFIG)};\n` +
      // Rules on imports need no types, and the samples have none.
      "export default { ...config, options: { ...config.options, typeAware: false } };\n",
  );
  for (const sample of [...FORBIDDEN, ...ALLOWED]) {
    const text = `import { something } from ${JSON.stringify(sample[1])};\nexport const used = something;\n`;
    await writeSample(fileFor(sample), text);
  }
  for (const [file, text] of Object.entries(SNIPPETS)) await writeSample(file, text);

  const output = await new Promise<string>((resolve) => {
    execFile("oxlint", ["-f", "json"], { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
  const report = JSON.parse(output) as {
    diagnostics: { filename: string; message: string; help?: string }[];
  };
  for (const { filename, message, help } of report.diagnostics) {
    advice.set(filename, `${advice.get(filename) ?? ""}${message} ${help ?? ""}\n`);
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.each(FORBIDDEN)("%s must not import %s", (...sample) => {
  expect(advice.get(fileFor(sample))).toContain(sample[2]);
});

test.each(ALLOWED)("%s may import %s", (...sample) => {
  expect(advice.get(fileFor(sample))).toBeUndefined();
});

test("the client may import types from the API", () => {
  expect(advice.get("packages/client/src/types-only.ts")).toBeUndefined();
});

test("a file inside a package cannot be a barrel", () => {
  expect(advice.get("packages/db/src/barrel.ts")).toMatch(/barrel/i);
});

test("only environment.ts reads process.env", () => {
  expect(advice.get("packages/db/src/database.ts")).toContain("Only the app's environment.ts");
  expect(advice.get("packages/api/src/process.ts")).toContain("Write `process.env`");
  expect(advice.get("apps/server/src/environment.ts")).toBeUndefined();
});

test("the domain has no clock", () => {
  expect(advice.get("packages/domain/src/clock.ts")).toContain("take the time");
});
