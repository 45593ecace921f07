import { randomUUID } from "node:crypto";

/** What we take over from a proxy or a client: fit for logs, headers and the audit trail. */
const SANE = /^[A-Za-z0-9._:-]{1,64}$/;

/** The id that names one request in answers, logs and the audit trail. */
export function requestIdFrom(header: string | undefined): string {
  return header !== undefined && SANE.test(header) ? header : randomUUID();
}
