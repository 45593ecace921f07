import { expect, test } from "vitest";
import type { Account } from "../accounts.ts";
import { judgeAttempts } from "./judge-attempts.ts";
import type { Chain } from "./read-chain.ts";
import type { Attempt, Outcome } from "./record.ts";

const ACCOUNT: Account = {
  user: { id: "someone", username: "someone", email: "someone@example.org", role: "user" },
  clients: [],
};

function chainOf(...messages: string[]): Chain {
  const versions = messages.map((message, index) => ({
    version: index + 1,
    kind: "create" as const,
    deleted: false,
    at: `2026-03-01T09:00:00.00${index}Z`,
    message,
    changedFields: [],
    calendarId: "calendar",
    changeSetId: `set ${index + 1}`,
    sourceVersion: null,
  }));
  return {
    eventId: "event",
    deletedNow: false,
    presentVersion: versions.length,
    // Only what is told of versions is looked at here.
    present: {} as Chain["present"],
    versions,
    contents: [],
    steps: [],
    past: [],
    verified: { ok: true, checked: versions.length },
  };
}

function attemptOf(outcome: Outcome): Attempt {
  const input = { title: "a", start: "2026-03-02T09:00:00", message: "a" };
  const edit = { procedure: "events.create" as const, input };
  return { name: "a", account: ACCOUNT, edit, outcome, sent: 1 };
}

const promisedAt = (version: number, changeSetId: string | null = "set 1"): Outcome => ({
  kind: "acknowledged",
  answer: null,
  promised: [{ eventId: "event", version, changeSetId }],
  changed: null,
});
const REFUSED: Outcome = { kind: "refused", reason: "FORBIDDEN", details: {} };
const UNKNOWN: Outcome = { kind: "unknown", reason: "NETWORK" };

const judge = (chain: Chain, outcome: Outcome): string[] =>
  judgeAttempts([chain], { attempts: [attemptOf(outcome)], sightings: [] });

test.each<[string, Chain, Outcome]>([
  ["acknowledged and there", chainOf("a"), promisedAt(1)],
  ["acknowledged as no change", chainOf("seeded"), promisedAt(1, null)],
  ["refused and not there", chainOf("seeded"), REFUSED],
  ["unknown and not there", chainOf("seeded"), UNKNOWN],
  ["unknown and there", chainOf("a"), UNKNOWN],
])("[C2] an edit that is %s is right", (_name, chain, outcome) => {
  expect(judge(chain, outcome)).toEqual([]);
});

test.each<[string, Chain, Outcome]>([
  ["lost", chainOf("seeded"), promisedAt(1)],
  ["done twice", chainOf("a", "a"), promisedAt(1)],
  ["under another number", chainOf("a"), promisedAt(2)],
  ["of another change set", chainOf("a"), promisedAt(1, "set 9")],
  ["there though nothing changed", chainOf("a"), promisedAt(1, null)],
  ["there though it was refused", chainOf("a"), REFUSED],
  ["unknown and done twice", chainOf("a", "a"), UNKNOWN],
])("[C2] [V1] an edit that is %s is found", (_name, chain, outcome) => {
  expect(judge(chain, outcome)).not.toEqual([]);
});

test("[V1] a version that nobody asked for is found", () => {
  expect(judgeAttempts([chainOf("seeded", "b")], { attempts: [], sightings: [] })).toHaveLength(1);
});

test("[S4] a read that is older than what was promised is found", () => {
  const sighting = { eventId: "event", version: 1, content: {}, atLeast: 2 };
  const complaints = judgeAttempts([chainOf("seeded")], { attempts: [], sightings: [sighting] });
  expect(complaints.some((complaint) => complaint.startsWith("[S4]"))).toBe(true);
});
