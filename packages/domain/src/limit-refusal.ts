import { DomainError, type DomainErrorOptions, type ErrorReason } from "./errors.ts";
import { type LimitName, LIMITS } from "./limits.ts";

/** The reasons that something is refused for because of its size alone. */
export type LimitReason = Extract<
  ErrorReason,
  "BATCH_TOO_LARGE" | "BODY_TOO_LARGE" | "LIMIT_EXCEEDED" | "WINDOW_TOO_WIDE"
>;

export interface LimitRefusalOptions extends DomainErrorOptions {
  /** `LIMIT_EXCEEDED` unless there is a reason of its own. */
  readonly reason?: LimitReason;
  /** How much was given, where it has been counted. */
  readonly given?: number;
  /** What is allowed, where another limit than the published one was set. */
  readonly allowed?: number;
}

/**
 * The refusal of what a published limit does not admit (rule C3). Its details always say which
 * limit that is, by its name in `meta.limits`, and how much it is.
 *
 * @example throw limitRefusal("tags", { field: "patch.tags", given: tags.length });
 */
export function limitRefusal(limit: LimitName, options: LimitRefusalOptions = {}): DomainError {
  const { reason = "LIMIT_EXCEEDED", given, allowed = LIMITS[limit], details, ...others } = options;
  return new DomainError(reason, {
    ...others,
    details: {
      limitName: limit,
      limit: allowed,
      ...(given === undefined ? {} : { given }),
      ...details,
    },
  });
}
