import { DomainError } from "@daybook/domain/errors";
import { within } from "./deadline.ts";
import type { HttpContext } from "./http-context.ts";

const CHECK_TIMEOUT_MS = 2_000;

/** What a load balancer wants to know beside "the process lives". */
export interface Readiness {
  /** Whether calls can be answered now; rejects with UNAVAILABLE and says in `details` why not. */
  check(): Promise<void>;
  /** From now on the answer is no: the server is about to stop. */
  beginDraining(): void;
  readonly draining: boolean;
}

export interface Vitals {
  /** Whether the database answers and has this server's tables. */
  readonly isSchemaCurrent: () => Promise<boolean>;
  /** Whether it is known which tokens were revoked. */
  readonly areRevocationsFresh: () => boolean;
}

export function createReadiness({ isSchemaCurrent, areRevocationsFresh }: Vitals): Readiness {
  let draining = false;
  let running: Promise<void> | undefined;

  async function checkAll(): Promise<void> {
    const checks = {
      database: await within(CHECK_TIMEOUT_MS, isSchemaCurrent()).then(
        (current) => (current ? "ok" : "migrations are missing"),
        () => "not reachable",
      ),
      revocations: areRevocationsFresh() ? "ok" : "not read for too long",
    };
    if (Object.values(checks).some((state) => state !== "ok")) {
      throw unavailable(checks);
    }
  }

  return {
    async check() {
      if (draining) {
        throw unavailable({ server: "stopping" });
      }
      // Whoever asks while a check runs shares it: probes do not add up.
      running ??= checkAll().finally(() => {
        running = undefined;
      });
      await running;
    },
    beginDraining() {
      draining = true;
    },
    get draining() {
      return draining;
    },
  };
}

function unavailable(checks: Record<string, string>): DomainError {
  return new DomainError("UNAVAILABLE", { details: { checks } });
}

export function answerLivez(c: HttpContext): Response {
  return c.json({ status: "alive" });
}

export async function answerReadyz(c: HttpContext, readiness: Readiness): Promise<Response> {
  await readiness.check();
  return c.json({ status: "ready" });
}
