/**
 * The seed of a check, printed so that a run can be repeated: that of `DAYBOOK_CHECK_SEED`, else
 * always the same.
 */
export function seedOfRun(check: string): string {
  const seed = process.env["DAYBOOK_CHECK_SEED"] ?? "daybook";
  process.stdout.write(`${check}: seed ${seed}\n`);
  return seed;
}
