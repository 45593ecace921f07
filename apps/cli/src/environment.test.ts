import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";

test("an empty environment leaves the defaults", () => {
  expect(readEnvironment({})).toEqual({
    serverUrl: undefined,
    personalToken: undefined,
    configFolder: join(homedir(), ".config", "daybook"),
    coloursUnwanted: false,
  });
});

test("each variable is read; an empty one counts as not set", () => {
  expect(
    readEnvironment({
      DAYBOOK_URL: "https://daybook.example",
      DAYBOOK_TOKEN: "token",
      XDG_CONFIG_HOME: "/somewhere",
      NO_COLOR: "1",
    }),
  ).toEqual({
    serverUrl: "https://daybook.example",
    personalToken: "token",
    configFolder: "/somewhere/daybook",
    coloursUnwanted: true,
  });
  expect(readEnvironment({ DAYBOOK_TOKEN: "", NO_COLOR: "" })).toMatchObject({
    personalToken: undefined,
    coloursUnwanted: false,
  });
});

test("a relative XDG_CONFIG_HOME is ignored, and a terminal without colours gets none", () => {
  expect(readEnvironment({ XDG_CONFIG_HOME: "here", TERM: "dumb" })).toMatchObject({
    configFolder: join(homedir(), ".config", "daybook"),
    coloursUnwanted: true,
  });
});
