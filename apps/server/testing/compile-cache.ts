/**
 * The variable that tells Node where it keeps what it has compiled, if there is one: half of what the
 * start of a program costs, of which the tests start very many.
 */
export const COMPILE_CACHE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[0] === "NODE_COMPILE_CACHE",
  ),
);
