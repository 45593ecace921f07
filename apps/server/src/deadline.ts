import { DomainError } from "@daybook/domain/errors";

/**
 * The result of the work if it comes in time; else TIMEOUT, and what the work answers later is
 * dropped: nobody is answered twice. The work itself goes on. A write may have been made
 * nevertheless; a repetition with the same idempotency key tells (rule C2).
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    timeout.reject(
      new DomainError("TIMEOUT", {
        message:
          "The call took too long. A write may have been made; the same idempotency key tells.",
      }),
    );
  }, ms);
  try {
    return await Promise.race([work, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
