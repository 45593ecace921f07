import { InvalidArgumentError } from "commander";

/** A positive whole number, as versions and counts are. */
export function parseCount(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError("Expected a whole number from 1.");
  }
  return number;
}

/** Gathers an option that may be given several times. */
export function collect(text: string, gathered: readonly string[] | undefined): string[] {
  return [...(gathered ?? []), text];
}
