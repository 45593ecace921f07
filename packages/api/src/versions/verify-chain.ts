import type { ChainRecord, ChainStretch } from "@daybook/db/queries/versions.queries";
import { hashContent, hashLink } from "./version-seal.ts";
import type { VerifyOutput } from "./versions.schema.ts";

/** What is held in memory at a time: of one content more than that, it alone. */
const STRETCH = { versions: 200, bytes: 2_097_152 } as const;

/**
 * Recomputes the chain of one event from its first version to the present one (rule V8): numbers
 * without a gap, content as it was hashed, each link on the one before.
 */
export async function verifyChain(
  event: { readonly id: string; readonly version: number },
  read: (stretch: Omit<ChainStretch, "eventId">) => Promise<ChainRecord[]>,
): Promise<VerifyOutput> {
  let checked = 0;
  let previousChainHash: Uint8Array | null = null;
  while (checked < event.version) {
    const stretch = await read({ ...STRETCH, after: checked });
    for (const record of stretch) {
      if (!fits(event.id, record, { version: checked + 1, previousChainHash })) {
        return { ok: false, checked: checked + 1, firstBad: checked + 1 };
      }
      previousChainHash = record.chainHash;
      checked += 1;
    }
    if (stretch.length === 0) {
      return { ok: false, checked, firstBad: checked + 1 };
    }
  }
  return { ok: true, checked, firstBad: null };
}

function fits(
  eventId: string,
  record: ChainRecord,
  expected: { readonly version: number; readonly previousChainHash: Uint8Array | null },
): boolean {
  const { version, kind, deleted, at, actorId } = record;
  const contentHash = hashContent(record.salt, record.content);
  const chainHash = hashLink({
    previousChainHash: expected.previousChainHash,
    eventId,
    version,
    kind,
    at,
    actorId,
    deleted,
    contentHash,
  });
  return (
    version === expected.version &&
    sameBytes(contentHash, record.contentHash) &&
    sameBytes(chainHash, record.chainHash)
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
