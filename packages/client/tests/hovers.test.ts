/** What an editor shows of the package, as the compiler's language service words it. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts59 from "typescript-5.9";
import ts60 from "typescript-6.0";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packed } from "../testing/packed.ts";
import { run } from "../scripts/run.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** `|` stands before what the pointer rests on. */
const PROGRAM = `
import { createDaybookClient, isVersionConflict, type Event } from "@daybook/client";

const daybook = createDaybookClient({ url: "http://localhost" });
declare const event: Event;
declare const error: unknown;

void daybook.events.|update({ |id: event.id, patch: { |end: null }, |occurrenceKey: "2026-03-02", |preview: true });
void daybook.calendars.|get({ id: event.calendarId });
void event.|startsAt;
void event.|role;
if (isVersionConflict(error)) void error.details.|conflicts;
void daybook.events.list({ |limit: 10 });
void daybook.events.|list;
void daybook.meta.limits().then((limits) => limits.|metadataBytes);
`;

const SHOWN = [
  [
    "update",
    "(property) update: (input: EventsUpdateInput, options?: WriteOptions) => Promise<Changed>",
    /^Changes the fields that the patch has/,
  ],
  ["id", "(property) EventsUpdateInput.id: string", /^A UUID\.$/],
  ["end", "(property) EventPatch.end?: string | null | undefined", /^As `start`/],
  [
    "occurrenceKey",
    "(property) EditTarget.occurrenceKey?: string | undefined",
    /^The occurrence that `this`/,
  ],
  [
    "preview",
    "(property) PreviewInput.preview?: boolean | undefined",
    /^Tells what the change would do/,
  ],
  [
    "get",
    "(property) get: (input: ById, options?: CallOptions) => Promise<Calendar>",
    /^One calendar, with the caller's role\.$/,
  ],
  ["startsAt", "(property) OccurrenceContent.startsAt: string", /^Instant in UTC/],
  ["role", "(property) Access.role: Role", /^The highest that reaches the user/],
  ["conflicts", "(property) conflicts: FieldConflict[]", /^Fields that both changed/],
  ["limit", "(property) PageInput.limit?: number | undefined", /^How many at most/],
  [
    "list",
    "(property) list: OptionalQuery<EventsListInput, Page<Event>>",
    /^Pages through the events/,
  ],
  [
    "metadataBytes",
    "(property) MetaLimitsOutput.metadataBytes: number",
    /^`metadata` as JSON, in bytes\.$/,
  ],
] as const;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daybook-hovers-"));
  const installed = join(folder, "node_modules/@daybook/client");
  await mkdir(installed, { recursive: true });
  const tarball = await packed(folder);
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed], folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.for([
  ["5.9", ts59],
  ["6.0", ts60 as unknown as typeof ts59],
] as const)(
  "an editor with TypeScript %s says what everything is, and what it means",
  async ([, ts]) => {
    const shown = await hovers(ts);
    expect(shown.map(({ word, text }) => [word, text])).toEqual(
      SHOWN.map(([word, text]) => [word, text]),
    );
    for (const [index, [, , words]] of SHOWN.entries()) expect(shown[index]?.words).toMatch(words);
  },
);

test("an editor says for which reasons a procedure refuses", async () => {
  const [update] = await hovers(ts59);
  expect(update?.tags).toEqual([
    ["throws", expect.stringMatching(/EVENT_DELETED[^]*VERSION_CONFLICT/)],
  ]);
});

/** What is shown at each of the places. */
async function hovers(ts: typeof ts59) {
  const file = join(folder, "program.mts");
  const places: number[] = [];
  for (let at = PROGRAM.indexOf("|"); at >= 0; at = PROGRAM.indexOf("|", at + 1)) {
    places.push(at - places.length);
  }
  const program = PROGRAM.replaceAll("|", "");
  const service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot(name) {
      const text = name === file ? program : ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => ({
      strict: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: [],
    }),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    directoryExists: (name) => ts.sys.directoryExists(name),
  });
  expect(service.getSemanticDiagnostics(file).map(({ messageText }) => messageText)).toEqual([]);
  return places.map((place) => {
    const info = service.getQuickInfoAtPosition(file, place);
    const text = ts.displayPartsToString(info?.displayParts);
    return {
      word: /^\w+/.exec(program.slice(place))?.[0],
      text,
      words: ts.displayPartsToString(info?.documentation),
      tags: info?.tags?.map(({ name, text: parts }) => [name, ts.displayPartsToString(parts)]),
    };
  });
}
