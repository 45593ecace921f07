import { describe, expect, test } from "vitest";
import { welcome } from "./welcome.ts";

const FACTS = {
  url: "http://127.0.0.1:3000",
  publicUrl: undefined,
  database: "sqlite:/daybook/data/daybook.db",
  tomorrow: "2026-03-30",
};

describe("the welcome", () => {
  test("says where the server runs, what to try, and how to switch to MySQL", () => {
    const text = welcome(FACTS);
    expect(text).toContain("Daybook runs at http://127.0.0.1:3000\n");
    expect(text).toContain(
      'npm run -s daybook -- add "Lunch with Ada" --start "2026-03-30 12:30"\n',
    );
    expect(text).toContain("DATABASE_URL=mysql://user:password@127.0.0.1:3306/daybook npm start");
  });

  test("names the server for the command line, which may have signed in to another one", () => {
    for (const url of [FACTS.url, "http://127.0.0.1:4000"]) {
      expect(welcome({ ...FACTS, url })).toContain(
        `npm run -s daybook -- register --server ${url}\n`,
      );
    }
  });

  test("names the public address where there is one", () => {
    expect(welcome({ ...FACTS, publicUrl: "https://daybook.example.org" })).toContain(
      "Daybook runs at https://daybook.example.org\n",
    );
  });

  test("does not tell who runs on MySQL how to switch to it", () => {
    const database = "mysql://db.example:3306/daybook";
    expect(welcome({ ...FACTS, database })).not.toContain("npm start");
  });
});
