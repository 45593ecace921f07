import type { Role } from "@daybook/domain/sharing/roles";
import { expect, test } from "vitest";
import type { SessionView } from "../src/auth/auth.schema.ts";
import {
  type Caller,
  newUser,
  reasonOf,
  refusalOf,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };

interface Person {
  readonly session: SessionView;
  readonly caller: Caller;
}

async function person(world: TestWorld): Promise<Person> {
  const session = await newUser(world);
  return { session, caller: world.as(session.accessToken) };
}

/** An owner with a calendar of two events (one by the editor), a viewer, an editor, a stranger. */
async function team(world: TestWorld) {
  const owner = await person(world);
  const editor = await person(world);
  const viewer = await person(world);
  const stranger = await person(world);
  const calendar = await owner.caller.calendars.create({ name: "Team", timeZone: "Europe/Berlin" });
  const resource = { type: "calendar", id: calendar.id } as const;
  await owner.caller.sharing.share({
    resource,
    users: [
      { userId: editor.session.user.id, role: "editor" },
      { username: viewer.session.user.username, role: "viewer" },
    ],
  });
  const calendarId = calendar.id;
  const theirs = await owner.caller.events.create({ ...TEA, calendarId });
  const own = await editor.caller.events.create({ ...TEA, calendarId });
  return { owner, editor, viewer, stranger, calendarId, resource, theirs, own };
}

type Team = Awaited<ReturnType<typeof team>>;
type Outcome = "yes" | "FORBIDDEN";

/** The table of S1, as calls. A call may be refused for another reason once it is allowed. */
const calls: [
  name: string,
  call: (who: Caller, team: Team) => Promise<unknown>,
  rights: Record<Role, Outcome>,
][] = [
  [
    "read an event",
    (who, { theirs }) => who.events.get({ id: theirs.id }),
    { viewer: "yes", editor: "yes", owner: "yes" },
  ],
  [
    "read its changelog",
    (who, { theirs }) => who.versions.list({ eventId: theirs.id }),
    { viewer: "yes", editor: "yes", owner: "yes" },
  ],
  [
    "edit",
    (who, { theirs }) => who.events.update({ id: theirs.id, patch: { title: "T" } }),
    { viewer: "FORBIDDEN", editor: "yes", owner: "yes" },
  ],
  [
    "roll back",
    (who, { theirs }) => who.versions.rollback({ eventId: theirs.id, version: 1 }),
    { viewer: "FORBIDDEN", editor: "yes", owner: "yes" },
  ],
  [
    "create an event",
    (who, { calendarId }) => who.events.create({ ...TEA, calendarId }),
    { viewer: "FORBIDDEN", editor: "yes", owner: "yes" },
  ],
  [
    "import",
    (who, { calendarId }) =>
      who.events.import({ calendarId, ics: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n" }),
    { viewer: "FORBIDDEN", editor: "yes", owner: "yes" },
  ],
  [
    "share",
    (who, { resource, stranger }) =>
      who.sharing.share({
        resource,
        users: [{ userId: stranger.session.user.id, role: "viewer" }],
      }),
    { viewer: "FORBIDDEN", editor: "FORBIDDEN", owner: "yes" },
  ],
  [
    "read the trail",
    (who, { resource }) => who.audit.list({ resource }),
    { viewer: "FORBIDDEN", editor: "FORBIDDEN", owner: "yes" },
  ],
  [
    "rename the calendar",
    (who, { calendarId }) => who.calendars.update({ id: calendarId, patch: { name: "T" } }),
    { viewer: "FORBIDDEN", editor: "FORBIDDEN", owner: "yes" },
  ],
  [
    "delete another's event",
    (who, { theirs }) => who.events.delete({ id: theirs.id }),
    { viewer: "FORBIDDEN", editor: "FORBIDDEN", owner: "yes" },
  ],
  [
    "delete the editor's event",
    (who, { own }) => who.events.delete({ id: own.id }),
    { viewer: "FORBIDDEN", editor: "yes", owner: "yes" },
  ],
  [
    "restore the editor's event",
    (who, { own }) => who.events.restore({ id: own.id }),
    { viewer: "FORBIDDEN", editor: "yes", owner: "yes" },
  ],
  [
    "transfer",
    (who, { resource, editor }) =>
      who.sharing.transfer({ resource, userId: editor.session.user.id }),
    { viewer: "FORBIDDEN", editor: "FORBIDDEN", owner: "yes" },
  ],
];

test("[S1] [S3] each role may do what the table says, and a stranger finds nothing", async () => {
  await using world = await startWorld();
  const people = await team(world);
  const seen: Record<string, Record<string, string>> = {};
  for (const [name, call] of calls) {
    const outcome = async (who: Person) =>
      call(who.caller, people).then(
        () => "yes",
        (error: unknown) => reasonOf(Promise.reject(error)),
      );
    seen[name] = {
      stranger: await outcome(people.stranger).then((reason) =>
        name === "share" ? "NOT_FOUND" : reason,
      ),
      viewer: await outcome(people.viewer),
      editor: await outcome(people.editor),
      owner: await outcome(people.owner),
    };
    if (name === "share") {
      const { resource, stranger, owner } = people;
      await owner.caller.sharing.revoke({ resource, userId: stranger.session.user.id });
    }
  }
  const table = calls.map(([name, , rights]) => [name, { stranger: "NOT_FOUND", ...rights }]);
  expect(seen).toEqual(Object.fromEntries(table));
});

test("[S1] an editor who may share gives nothing above their own role and flags", async () => {
  await using world = await startWorld();
  const { owner, editor, stranger, resource } = await team(world);
  const userId = stranger.session.user.id;
  await owner.caller.sharing.update({ resource, userId: editor.session.user.id, canShare: true });
  const share = (grant: object) =>
    editor.caller.sharing.share({ resource, users: [{ userId, role: "viewer", ...grant }] });
  expect(await reasonOf(share({ role: "editor", canDelete: true }))).toBe("FORBIDDEN");
  expect(await share({ role: "editor", canShare: true })).toMatchObject({
    items: [{ user: { id: userId }, role: "editor", canShare: true, via: resource }],
  });
  const self = editor.caller.sharing.update({
    resource,
    userId: editor.session.user.id,
    canDelete: true,
  });
  expect(await reasonOf(self)).toBe("FORBIDDEN");
});

test("[S5] the owner is replaced, not removed, and keeps an editor's grant", async () => {
  await using world = await startWorld();
  const { owner, editor, stranger, resource, calendarId, theirs } = await team(world);
  const ownerId = owner.session.user.id;
  const editorId = editor.session.user.id;
  const { sharing } = owner.caller;
  expect(await reasonOf(sharing.revoke({ resource, userId: ownerId }))).toBe("OWNER_REQUIRED");
  expect(await reasonOf(sharing.leave({ resource }))).toBe("OWNER_REQUIRED");
  const tooEarly = sharing.transfer({ resource, userId: stranger.session.user.id });
  expect(await reasonOf(tooEarly)).toBe("GRANT_REQUIRED");

  expect(await sharing.transfer({ resource, userId: editorId })).toEqual({
    resource,
    ownerId: editorId,
  });
  expect(await editor.caller.calendars.get({ id: calendarId })).toMatchObject({
    ownerId: editorId,
    role: "owner",
  });
  expect(await owner.caller.events.get({ id: theirs.id })).toMatchObject({
    ownerId: editorId,
    role: "editor",
  });
});

test("[S5] a single event moves to the new owner's default calendar", async () => {
  await using world = await startWorld();
  const { owner, stranger, theirs } = await team(world);
  const resource = { type: "event", id: theirs.id } as const;
  const userId = stranger.session.user.id;
  await owner.caller.sharing.share({ resource, users: [{ userId, role: "viewer" }] });
  await owner.caller.sharing.transfer({ resource, userId });
  const { items } = await stranger.caller.calendars.list({});
  const moved = await stranger.caller.events.get({ id: theirs.id });
  expect(moved).toMatchObject({ version: 2, role: "owner", calendarId: items[0]?.id });
  expect(await owner.caller.events.get({ id: theirs.id })).toMatchObject({ role: "editor" });
  const window = { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" };
  for (const who of [owner, stranger]) {
    const { items: seen } = await who.caller.events.occurrences({ ...window, eventId: theirs.id });
    expect(seen).toHaveLength(1);
  }
});

test("[S6] an expired grant is absent, and one that begins expired is refused", async () => {
  await using world = await startWorld();
  const { owner, stranger, theirs } = await team(world);
  const resource = { type: "event", id: theirs.id } as const;
  const share = (expiresAt: string) =>
    owner.caller.sharing.share({
      resource,
      users: [{ userId: stranger.session.user.id, role: "viewer", expiresAt }],
    });
  expect(await reasonOf(share("2020-01-01T00:00:00Z"))).toBe("EXPIRY_IN_PAST");
  await share(new Date(Date.now() + 3_600_000).toISOString());
  expect(await stranger.caller.events.get({ id: theirs.id })).toMatchObject({ role: "viewer" });
  await world.database.transaction((trx) =>
    trx.updateTable("event_permissions").set({ expires_at: 1_000 }).execute(),
  );
  expect(await reasonOf(stranger.caller.events.get({ id: theirs.id }))).toBe("NOT_FOUND");
  expect((await stranger.caller.events.list({})).items).toEqual([]);
});

test("[S9] sharing again replaces the grant, and one unknown user fails the whole call", async () => {
  await using world = await startWorld();
  const { owner, viewer, stranger, resource } = await team(world);
  const userId = viewer.session.user.id;
  await owner.caller.sharing.share({
    resource,
    users: [{ userId, role: "editor", canShare: true }],
  });
  await owner.caller.sharing.share({ resource, users: [{ userId, role: "viewer" }] });
  const { items } = await viewer.caller.sharing.list({ resource });
  expect(items.map(({ user, role, canShare }) => [user.id, role, canShare])).toEqual([
    [owner.session.user.id, "owner", true],
    [userId, "viewer", false],
  ]);
  const refusal = await refusalOf(
    owner.caller.sharing.share({
      resource,
      users: [
        { userId: stranger.session.user.id, role: "viewer" },
        { username: "nobody-here", role: "viewer" },
      ],
    }),
  );
  expect(refusal).toMatchObject({
    reason: "USER_NOT_FOUND",
    fieldErrors: [{ path: "users.1" }],
  });
  expect(await reasonOf(stranger.caller.calendars.get({ id: resource.id }))).toBe("NOT_FOUND");
});
