import { expect, test } from "vitest";
import { readDatabaseAddress } from "./database-address.ts";

test("without an address the file in the data folder is meant, seen from the root", () => {
  const fallback = { url: "sqlite:/daybook/data/daybook.db", variable: "DATA_DIR" };
  expect(readDatabaseAddress({}, "/daybook")).toMatchObject(fallback);
  expect(readDatabaseAddress({ DATABASE_URL: " ", DATA_DIR: "" }, "/daybook")).toMatchObject(
    fallback,
  );
  expect(readDatabaseAddress({ DATABASE_URL: "sqlite:x.db" }, "/daybook")).toMatchObject({
    url: "sqlite:/daybook/x.db",
    variable: "DATABASE_URL",
  });
});

test("what is shown has no user, password and options", () => {
  const url = "mysql://ada:sesame@db.example:3307/daybook?ssl=secret";
  expect(readDatabaseAddress({ DATABASE_URL: url }, "/")).toMatchObject({
    url,
    shown: "mysql://db.example:3307/daybook",
  });
});

test.each(["postgres://ada:sesame@h/d", "sqlite:", "mysql://ada:sesame@h", "sesame"])(
  "%s is refused with the variable's name, and is not shown",
  (url) => {
    const read = () => readDatabaseAddress({ DATABASE_URL: url }, "/");
    expect(read).toThrow(/^DATABASE_URL must .*\.$/);
    expect(read).not.toThrow(/sesame/);
  },
);
