import { ERROR_CATALOGUE } from "../../errors.ts";
import type { ErrorReason } from "../../errors.ts";

/**
 * Why a part of a calendar file was left out, beyond the reasons that any input can have. Stable
 * like the catalogue of errors: added to, never renamed.
 */
const FILE_REASONS = {
  MALFORMED_COMPONENT: "The component does not end where it should.",
  MALFORMED_LINE: "The line is not a property.",
  UNSUPPORTED_COMPONENT: "Only events are imported.",
  DUPLICATE_EVENT: "Another component with the same UID takes precedence.",
  RANGE_UNSUPPORTED:
    "The exception for this and all following occurrences does not fit the series.",
  OUTDATED: "A later revision of this event was imported before.",
  EDITED_HERE: "The event was edited here since its last import; the edits are kept.",
  KEPT_OURS: "What was changed both here and in the file stays as it is here.",
  TOO_MANY_PROBLEMS: "More problems were found than are listed.",
} as const;

type FileReason = keyof typeof FILE_REASONS;

/** Why a part of a calendar file was left out (rule F1). */
export type ImportReason = ErrorReason | FileReason;

/** What an {@link ImportReason} may be beside those of any input, for the schema of the answer. */
export const CALENDAR_FILE_REASONS = Object.keys(FILE_REASONS) as readonly FileReason[];

/** One part of a calendar file that was not imported. */
export interface ImportProblem {
  /** 1-based physical line: of the property at fault, else of the component's `BEGIN`. */
  readonly line: number;
  readonly uid: string | null;
  readonly reason: ImportReason;
  /** A sentence for people; it may change. */
  readonly message: string;
}

/** The sentence of a reason. */
export function importReasonMessage(reason: ImportReason): string {
  return reason in FILE_REASONS
    ? FILE_REASONS[reason as FileReason]
    : ERROR_CATALOGUE[reason as ErrorReason].message;
}

/** What is wrong with a part of a component that is left out alone. */
export interface PartFault {
  /** 1-based physical line. */
  readonly line: number;
  readonly reason: ImportReason;
  /** The reason's own where none is given. */
  readonly message?: string;
}

/** A component that cannot be read. It ends the reading of that component, not of the file. */
export class ComponentFault extends Error {
  override readonly name = "ComponentFault";
  readonly line: number;
  readonly reason: ImportReason;

  constructor(line: number, reason: ImportReason, message?: string) {
    super(message ?? importReasonMessage(reason));
    this.line = line;
    this.reason = reason;
  }
}

/** How many problems are told one by one; a hostile file could have one in every line. */
const PROBLEMS_LISTED = 1_000;

/** Gathers problems, a bounded number of them, and says how many more there were. */
export class ProblemList {
  readonly #listed: ImportProblem[] = [];
  readonly #counts = new Map<ImportReason, number>();
  #unlisted = 0;
  #firstUnlistedLine = 0;

  /** The message is the reason's own where none is given. */
  add(problem: Omit<ImportProblem, "message"> & { readonly message?: string }): void {
    const { line, uid, reason, message = importReasonMessage(reason) } = problem;
    this.#counts.set(reason, this.count(reason) + 1);
    if (this.#listed.length < PROBLEMS_LISTED) {
      this.#listed.push({ line, uid, reason, message });
      return;
    }
    if (this.#unlisted === 0 || line < this.#firstUnlistedLine) this.#firstUnlistedLine = line;
    this.#unlisted += 1;
  }

  /** How often a reason was given, listed or not. */
  count(reason: ImportReason): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** The problems by line. */
  list(): ImportProblem[] {
    const problems = this.#listed.toSorted((a, b) => a.line - b.line);
    if (this.#unlisted > 0) {
      problems.push({
        line: this.#firstUnlistedLine,
        uid: null,
        reason: "TOO_MANY_PROBLEMS",
        message: `${this.#unlisted} more problems are not listed.`,
      });
    }
    return problems;
  }
}
