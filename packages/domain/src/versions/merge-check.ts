import { DomainError } from "../errors.ts";

/** Whether a check of the domain lets something pass. */
export function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
