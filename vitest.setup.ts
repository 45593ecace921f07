/** Writes into the report which engine each test ran on; `npm test` refuses a run that left one out. */
import { beforeEach } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    engine?: string;
  }
}

beforeEach(({ task }) => {
  const engine = process.env["DAYBOOK_TEST_ENGINE"];
  if (engine !== undefined) task.meta.engine = engine;
});
