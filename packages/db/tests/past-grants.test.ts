import { describe, expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import {
  findPastGrant,
  findPastOwner,
  listPastGrants,
} from "../src/queries/past-grants.queries.ts";
import { type AccessLogEntry, appendToScopes } from "../src/queries/scopes.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { addUser, MADE_AT } from "./_builders.ts";

type Grant = NonNullable<AccessLogEntry["grant"]>;

const OWNER = { role: "owner", canShare: true, canDelete: true, expiresAt: null } as const;

/** Two users, and a calendar of the first one's whose log is written by hand. */
async function scene(database: Database) {
  const owner = await addUser(database);
  const guest = await addUser(database);
  const resource = { type: "calendar", id: owner.calendarId } as const;
  const note = (
    userId: string,
    at: number,
    type: AccessLogEntry["type"],
    grant: Grant | null,
    cause: AccessLogEntry["cause"] = "shared",
  ) =>
    database.transaction((trx) =>
      appendToScopes(trx, [
        {
          scopeId: userId,
          entries: [{ type, at: MADE_AT + at, resource, userId, grant, cause }],
        },
      ]),
    );
  const role = async (userId: string, at: number) =>
    (await findPastGrant(database.read, resource, { userId, at: MADE_AT + at }))?.role;
  const given = (rights: Partial<Grant> = {}): Grant => ({
    role: "viewer",
    canShare: false,
    canDelete: false,
    expiresAt: null,
    grantedBy: owner.userId,
    grantedAt: MADE_AT,
    ...rights,
  });
  return { owner, guest, resource, note, role, given };
}

describe("[L2] grants as the log has them", () => {
  test("from the instant of an entry to that of the next, and to the end of the grant", async () => {
    await using test = await createTestDatabase();
    const { guest, resource, note, role, given } = await scene(test.database);
    const { userId } = guest;
    await note(userId, 10, "added", given());
    await note(userId, 20, "role", given({ role: "editor", expiresAt: MADE_AT + 30 }));
    await note(userId, 40, "added", given());
    await note(userId, 50, "removed", null, "revoked");
    const roles = [9, 10, 19, 20, 29, 30, 39, 40, 49, 50, 1_000].map((at) => role(userId, at));
    expect(await Promise.all(roles)).toEqual([
      undefined,
      "viewer",
      "viewer",
      "editor",
      "editor",
      undefined,
      undefined,
      "viewer",
      "viewer",
      undefined,
      undefined,
    ]);
    const page = { at: MADE_AT + 20, after: undefined, limit: 10 };
    expect(await listPastGrants(test.database.read, resource, page)).toMatchObject([
      { userId, role: "editor", expiresAt: MADE_AT + 30, grantedAt: MADE_AT },
    ]);
  });

  test("the order of commits decides, whatever the clock said", async () => {
    await using test = await createTestDatabase();
    const { guest, note, role, given } = await scene(test.database);
    const { userId } = guest;
    await note(userId, 20, "added", given());
    await note(userId, 20, "role", given({ role: "editor" }));
    expect(await role(userId, 20)).toBe("editor");
    // The clock was set back before the grant was withdrawn.
    await note(userId, 15, "removed", null, "revoked");
    expect(await role(userId, 20)).toBeUndefined();
    expect(await role(userId, 1_000)).toBeUndefined();
  });

  test("a calendar's deletion ends no grant, and its owner stays", async () => {
    await using test = await createTestDatabase();
    const { owner, guest, resource, note, role, given } = await scene(test.database);
    const place = { ...OWNER, grantedBy: null, grantedAt: MADE_AT + 1 };
    await note(owner.userId, 1, "added", place, "created");
    await note(guest.userId, 10, "added", given());
    for (const { userId } of [owner, guest]) await note(userId, 20, "removed", null, "deleted");
    expect(await role(guest.userId, 30)).toBe("viewer");
    const ownerAt = (at: number) => findPastOwner(test.database.read, resource.id, MADE_AT + at);
    expect(await ownerAt(0)).toBeUndefined();
    expect(await ownerAt(30)).toBe(owner.userId);
    // Owners hold no grant: they are not among those who do.
    expect(await role(owner.userId, 30)).toBeUndefined();
  });

  test("an entry from before the log said who gave the grant says when it came", async () => {
    await using test = await createTestDatabase();
    const { guest, resource, note, given } = await scene(test.database);
    await note(guest.userId, 10, "added", given());
    await test.database.transaction((trx) =>
      trx.updateTable("log").set({ granted_by: null, granted_at: null }).execute(),
    );
    const at = { userId: guest.userId, at: MADE_AT + 10 };
    expect(await findPastGrant(test.database.read, resource, at)).toMatchObject({
      grantedBy: null,
      grantedAt: MADE_AT + 10,
    });
  });
});
