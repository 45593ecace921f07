import { expect, test } from "vitest";
import { hasPasswordLength, refuseGuessablePassword } from "./password-policy.ts";

test.each([
  ["seven characters", "abcdefg", false],
  ["eight characters", "abcdefgh", true],
  ["128 characters", "a".repeat(128), true],
  ["129 characters", "a".repeat(129), false],
  ["eight characters of two code units each", "🌍".repeat(8), true],
  ["four characters of two code units each", "🌍".repeat(4), false],
  ["128 characters of two code units each", "🌍".repeat(128), true],
  ["one ligature that stands for eighteen characters", "\ufdfa", true],
])("[U1] %s: long enough and not too long is %s", (_name, password, expected) => {
  expect(hasPasswordLength(password)).toBe(expected);
});

const owner = { username: "Ada.Lovelace", email: "countess@example.com" };

test.each([
  "password",
  "Password1",
  "12345678",
  "QWERTYUIOP",
  "iloveyou",
  "trustno1",
  "ada.lovelace",
  "ADA.LOVELACE",
  "countess@example.com",
  "Countess",
])("[U1] the password %j is refused, and the field is named", (password) => {
  expect(() => refuseGuessablePassword(password, owner, "newPassword")).toThrow(
    expect.objectContaining({
      reason: "PASSWORD_TOO_COMMON",
      fieldErrors: [expect.objectContaining({ path: "newPassword" })],
    }),
  );
});

test("[U1] a password that nobody guesses first is taken", () => {
  expect(() =>
    refuseGuessablePassword("tepid walrus on the 9:15", owner, "password"),
  ).not.toThrow();
});
