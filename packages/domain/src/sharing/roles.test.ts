import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { authorise } from "./authorised.ts";
import {
  type Access,
  type Action,
  type GrantRights,
  OWNER_ACCESS,
  PERMISSIONS,
  assertMay,
  assertMayGrant,
  assertMayRevoke,
  assertMayTransfer,
  assertNotOwner,
  effectiveAccess,
  may,
} from "./roles.ts";

const viewer = grant({ role: "viewer" });
const editor = grant({ role: "editor" });
const sharer = grant({ role: "editor", canShare: true });
const deleter = grant({ role: "editor", canDelete: true });
const fullEditor = grant({ role: "editor", canShare: true, canDelete: true });

function grant(rights: Partial<GrantRights>): GrantRights {
  return { role: "viewer", canShare: false, canDelete: false, ...rights };
}

function refusal(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return { reason: error.reason, ...error.details };
    throw error;
  }
  return "allowed";
}

describe("[S1] who may do what", () => {
  const columns: Record<string, { access: Access | undefined; isCreator?: boolean }> = {
    nobody: { access: undefined },
    viewer: { access: viewer },
    "viewer who created it": { access: viewer, isCreator: true },
    editor: { access: editor },
    "editor who created it": { access: editor, isCreator: true },
    "editor with canShare": { access: sharer },
    "editor with canDelete": { access: deleter },
    owner: { access: OWNER_ACCESS },
  };
  const everyone = Object.keys(columns).filter((name) => name !== "nobody");
  const editors = everyone.filter((name) => !name.startsWith("viewer"));
  const allowed: Record<Action, readonly string[]> = {
    read: everyone,
    edit: editors,
    create: editors,
    delete: ["editor who created it", "editor with canDelete", "owner"],
    restore: ["editor who created it", "editor with canDelete", "owner"],
    listAllGrants: editors,
    share: ["editor with canShare", "owner"],
    readAudit: ["owner"],
    transfer: ["owner"],
    changeCalendar: ["owner"],
    deleteCalendar: ["owner"],
  };

  test.each(Object.keys(PERMISSIONS) as Action[])("[S1] %s", (action) => {
    const who = Object.entries(columns)
      .filter(([, { access, isCreator }]) => may(access, action, { isCreator: isCreator ?? false }))
      .map(([name]) => name);
    expect(who).toEqual(allowed[action]);
  });
});

describe("[S2] a user's role is the highest that reaches them", () => {
  test.each<[string, readonly GrantRights[], boolean, Access | undefined]>([
    ["no grant is no access", [], false, undefined],
    ["the owner needs no grant", [], true, OWNER_ACCESS],
    ["the owner is not lowered by a grant", [viewer], true, OWNER_ACCESS],
    ["one grant", [editor], false, editor],
    ["an editor's grant wins over a viewer's", [viewer, editor], false, editor],
    ["in whatever order", [editor, viewer], false, editor],
    ["flags come from every grant of the winning role", [sharer, deleter], false, fullEditor],
    [
      "flags of a losing role do not count",
      [editor, grant({ role: "viewer", canShare: true, canDelete: true })],
      false,
      editor,
    ],
    ["flags give a viewer nothing", [grant({ role: "viewer", canShare: true })], false, viewer],
  ])("[S2] %s", (_name, grants, isOwner, expected) => {
    expect(effectiveAccess(grants, isOwner)).toEqual(expected);
  });
});

describe("[S3] refusals", () => {
  test.each<[string, () => void, unknown]>([
    [
      "who cannot see it gets NOT_FOUND",
      () => assertMay(undefined, "edit"),
      { reason: "NOT_FOUND" },
    ],
    [
      "a viewer who edits",
      () => assertMay(viewer, "edit"),
      { reason: "FORBIDDEN", required: "editor", actual: "viewer" },
    ],
    [
      "an editor who reads the audit trail",
      () => assertMay(editor, "readAudit"),
      { reason: "FORBIDDEN", required: "owner", actual: "editor" },
    ],
    [
      "a viewer who deletes",
      () => assertMay(viewer, "delete"),
      { reason: "FORBIDDEN", required: "editor", actual: "viewer", flag: "canDelete" },
    ],
    [
      "an editor who deletes what another created",
      () => assertMay(editor, "delete", { isCreator: false }),
      { reason: "FORBIDDEN", required: "owner", actual: "editor", flag: "canDelete" },
    ],
    [
      "an editor who shares without the flag",
      () => assertMay(editor, "share"),
      { reason: "FORBIDDEN", required: "owner", actual: "editor", flag: "canShare" },
    ],
  ])("[S3] %s", (_name, act, expected) => {
    expect(refusal(act)).toEqual(expected);
  });

  test("[S3] a proof of access is made by passing the check", () => {
    const facts = { eventId: "e", access: editor };
    expect(authorise(facts, "edit")).toBe(facts);
    expect(refusal(() => authorise(facts, "transfer"))).toMatchObject({ reason: "FORBIDDEN" });
    expect(refusal(() => authorise({ access: undefined }, "read"))).toEqual({
      reason: "NOT_FOUND",
    });
  });
});

describe("[S1] giving, changing and withdrawing grants", () => {
  const others = { self: false };
  test.each<[string, () => void, string]>([
    [
      "the owner gives any grant",
      () => assertMayGrant(OWNER_ACCESS, fullEditor, others),
      "allowed",
    ],
    ["a sharer gives a viewer's grant", () => assertMayGrant(sharer, viewer, others), "allowed"],
    [
      "a sharer gives their own role and flags",
      () => assertMayGrant(sharer, sharer, others),
      "allowed",
    ],
    ["a sharer gives a flag they lack", () => assertMayGrant(sharer, deleter, others), "FORBIDDEN"],
    [
      "a full editor gives both flags",
      () => assertMayGrant(fullEditor, fullEditor, others),
      "allowed",
    ],
    [
      "a sharer lowers a grant above their own",
      () => assertMayGrant(sharer, viewer, { self: false, previous: deleter }),
      "FORBIDDEN",
    ],
    [
      "a sharer changes a grant below their own",
      () => assertMayGrant(sharer, editor, { self: false, previous: viewer }),
      "allowed",
    ],
    [
      "a sharer changes their own grant",
      () => assertMayGrant(sharer, viewer, { self: true }),
      "FORBIDDEN",
    ],
    [
      "an editor without the flag gives a grant",
      () => assertMayGrant(editor, viewer, others),
      "FORBIDDEN",
    ],
    [
      "a viewer with the flag gives a grant",
      () => assertMayGrant(grant({ canShare: true }), viewer, others),
      "FORBIDDEN",
    ],
    ["a stranger gives a grant", () => assertMayGrant(undefined, viewer, others), "NOT_FOUND"],
    [
      "a sharer withdraws a viewer's grant",
      () => assertMayRevoke(sharer, viewer, others),
      "allowed",
    ],
    [
      "a sharer withdraws a grant above theirs",
      () => assertMayRevoke(sharer, fullEditor, others),
      "FORBIDDEN",
    ],
    [
      "a sharer withdraws their own",
      () => assertMayRevoke(sharer, sharer, { self: true }),
      "FORBIDDEN",
    ],
    ["the owner withdraws any", () => assertMayRevoke(OWNER_ACCESS, fullEditor, others), "allowed"],
  ])("[S1] %s: %#", (_name, act, expected) => {
    const outcome = refusal(act);
    expect(outcome === "allowed" ? outcome : (outcome as { reason: string }).reason).toBe(expected);
  });
});

describe("[S5] the owner is only replaced", () => {
  test("[S5] no grant reaches the owner", () => {
    expect(refusal(() => assertNotOwner("a", "a"))).toEqual({
      reason: "OWNER_REQUIRED",
      ownerId: "a",
    });
    expect(refusal(() => assertNotOwner("b", "a"))).toBe("allowed");
  });

  test.each<[string, Access | undefined, boolean, string]>([
    ["to someone with a grant", OWNER_ACCESS, true, "allowed"],
    ["to someone without", OWNER_ACCESS, false, "GRANT_REQUIRED"],
    ["by an editor", fullEditor, true, "FORBIDDEN"],
    ["by a stranger", undefined, true, "NOT_FOUND"],
  ])("[S5] transfer %s", (_name, access, holdsGrant, expected) => {
    const outcome = refusal(() => assertMayTransfer(access, { userId: "u", holdsGrant }));
    expect(outcome === "allowed" ? outcome : (outcome as { reason: string }).reason).toBe(expected);
  });
});
