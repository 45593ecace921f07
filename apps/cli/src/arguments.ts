import { InvalidArgumentError } from "commander";
import { UsageError } from "./failure.ts";

/** A positive whole number, as versions and counts are. */
export function parseCount(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError("Expected a whole number from 1.");
  }
  return number;
}

/** A version of an event, as `daybook log` shows them after the v. */
export function parseVersion(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new UsageError(`${text} is not a version number.`);
  }
  return number;
}

/** Gathers an option that may be given several times. */
export function collect(text: string, gathered: readonly string[] | undefined): string[] {
  return [...(gathered ?? []), text];
}

/** A version as it may be named: by its number, or by how far it lies before the present one. */
export type VersionName = { readonly version: number } | { readonly back: number };

/** `4` is version 4; `-1` is the version before the present one. */
export function parseVersionName(text: string): VersionName {
  return /^-[1-9]\d{0,8}$/.test(text) ? { back: -Number(text) } : { version: parseVersion(text) };
}
