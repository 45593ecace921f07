import { expect, test } from "vitest";
import { mysqlAddress } from "./mysql-address.ts";

test("an address names host, port, user, password and database", () => {
  expect(mysqlAddress("mysql://day%40book:p%2Fw@db.example:3307/daybook")).toEqual({
    host: "db.example",
    port: 3307,
    user: "day@book",
    password: "p/w",
    database: "daybook",
  });
});

test("the port is 3306 unless it is given; TLS and a socket are asked for by name", () => {
  expect(mysqlAddress("mysql://u@h/d")).toMatchObject({ port: 3306, password: "" });
  expect(mysqlAddress("mysql://u@h/d?ssl=true")).toMatchObject({ ssl: {} });
  const socket = mysqlAddress("mysql://u@localhost/d?socketPath=/run/m.sock");
  expect(socket).toMatchObject({ socketPath: "/run/m.sock" });
  expect(socket).not.toHaveProperty("host");
});

test("options of the driver cannot be set from the address", () => {
  expect(mysqlAddress("mysql://u@h/d?multipleStatements=true&debug=true")).toEqual(
    mysqlAddress("mysql://u@h/d"),
  );
});

test("an address without a database is refused", () => {
  expect(() => mysqlAddress("mysql://u@h")).toThrow(/database/);
  expect(() => mysqlAddress("mysql://u@h/")).toThrow(/database/);
});
