/** Clients that others generate from the document: they compile strictly, and do what they say. */
import { createClient } from "@hey-api/openapi-ts";
import type { OpenApiDocument } from "@daybook/server/testing/rest-contract";
import { type ServerProcess, startServer } from "@daybook/server/testing/server-process";
import openapiTypescript, { astToString } from "openapi-typescript";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";

const PROGRAMS = join(import.meta.dirname, "../programs");
/** Below this package, where what the clients import is found. */
const DIST = join(import.meta.dirname, "../dist");
const RUN_LIMIT_MS = 30_000;

let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  await mkdir(DIST, { recursive: true });
  folder = await mkdtemp(join(DIST, "clients-"));
  server = await startServer({ databaseUrl: `sqlite:${join(folder, "daybook.db")}` });
  for (const file of await readdir(PROGRAMS)) {
    await copyFile(join(PROGRAMS, file), join(folder, file));
  }
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** As it is served: what a stranger would generate from. */
async function document(): Promise<OpenApiDocument> {
  const response = await fetch(`${server.url}/api/openapi.json`);
  return (await response.json()) as OpenApiDocument;
}

/** What a strict compiler says of a program and all that it imports. */
function complaints(file: string): string[] {
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText, file: place, start }) =>
      [place?.fileName, start, ts.flattenDiagnosticMessageText(messageText, " ")].join(" "),
    );
}

async function run(file: string): Promise<void> {
  const args = [file, server.url, `u${randomUUID().slice(0, 12)}`];
  await promisify(execFile)(process.execPath, args, { timeout: RUN_LIMIT_MS });
}

test("openapi-typescript's types hold what openapi-fetch calls", async () => {
  const types = astToString(await openapiTypescript(JSON.stringify(await document())));
  await writeFile(join(folder, "openapi-typescript.ts"), types);
  const program = join(folder, "openapi-fetch.ts");
  expect(complaints(program)).toEqual([]);
  // The last two calls of the program are wrong on purpose, and for the compiler alone.
  await run(program);
});

test("the client that @hey-api/openapi-ts makes calls what it has types for", async () => {
  await createClient({
    input: { ...(await document()) },
    output: { path: join(folder, "hey-api"), module: { extension: ".ts" } },
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
    logs: { level: "silent" },
  });
  const program = join(folder, "hey-api.ts");
  expect(complaints(program)).toEqual([]);
  await run(program);
});
