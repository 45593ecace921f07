/** Runs the examples of the OpenAPI document anew, and prints them into the API. */
import { writeFile } from "node:fs/promises";
import { EXAMPLES_FILE, formatted } from "../src/examples-file.ts";
import { runExamples } from "../src/examples.ts";
import { startWorld } from "../src/world.ts";

process.env["DAYBOOK_TEST_ENGINE"] ??= "sqlite";
await using world = await startWorld();
await writeFile(EXAMPLES_FILE, await formatted(await runExamples(world)));
