import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { parseInstant } from "../rpc/instant.ts";

const DAY_MS = 86_400_000;

/** A stretch of time that a caller asks about, epoch milliseconds, half-open (rule T4). */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * @param path what stands before `from` and `to` in the input, with its dot
 * @param limit how many days wide it may be
 * @throws DomainError INVALID_TIME, WINDOW_INVALID, WINDOW_TOO_WIDE (rule C3)
 */
export function parseWindow(
  input: { readonly from: string; readonly to: string },
  path = "",
  limit: "windowDays" | "scheduleWindowDays" = "windowDays",
): Window {
  const from = parseInstant(input.from, `${path}from`);
  const to = parseInstant(input.to, `${path}to`);
  if (to <= from) {
    throw new DomainError("WINDOW_INVALID", { field: `${path}to` });
  }
  if (to - from > LIMITS[limit] * DAY_MS) {
    throw limitRefusal(limit, { reason: "WINDOW_TOO_WIDE", field: `${path}to` });
  }
  return { from, to };
}
