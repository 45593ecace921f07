import type { Account } from "../accounts.ts";
import type { Acknowledgement, Edit } from "./edits.ts";

/** What its caller knows of an edit afterwards. */
export type Outcome =
  | ({ readonly kind: "acknowledged" } & Acknowledgement)
  | { readonly kind: "refused"; readonly reason: string; readonly details: unknown }
  /** No answer came, or none that says whether it happened. */
  | { readonly kind: "unknown"; readonly reason: string };

/** One edit that somebody asked for. Its name is the message of the version, and the idempotency key. */
export interface Attempt {
  readonly name: string;
  readonly account: Account;
  readonly edit: Edit;
  readonly outcome: Outcome;
  /** How often it was sent. */
  readonly sent: number;
}

/** What somebody read of an event while others wrote. */
export interface Sighting {
  readonly eventId: string;
  readonly version: number;
  readonly content: unknown;
  /** The latest version that anybody had been promised when the read began. */
  readonly atLeast: number;
}

/** All that the clients keep for the verdict. */
export interface Notebook {
  readonly attempts: Attempt[];
  readonly sightings: Sighting[];
}
