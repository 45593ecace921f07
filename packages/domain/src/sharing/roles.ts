import { DomainError } from "../errors.ts";

/** What a user is to an event or a calendar, weakest first (rule S1). */
export const ROLES = ["viewer", "editor", "owner"] as const;

export type Role = (typeof ROLES)[number];

/** Owners are not made by grants (rule S2). */
export type GrantRole = Exclude<Role, "owner">;

/** What one grant gives. An expired grant is absent (rule S6): queries leave it out. */
export interface GrantRights {
  readonly role: GrantRole;
  /** An editor with it may share, change and withdraw grants. */
  readonly canShare: boolean;
  /** An editor with it may delete and restore what others created. */
  readonly canDelete: boolean;
}

/** What one user may do with one event or calendar, all grants taken together (rule S2). */
export interface Access {
  readonly role: Role;
  readonly canShare: boolean;
  readonly canDelete: boolean;
}

export const OWNER_ACCESS: Access = { role: "owner", canShare: true, canDelete: true };

/** What the old owner keeps after a transfer (rule S5). */
export const FORMER_OWNER_GRANT: GrantRights = {
  role: "editor",
  canShare: false,
  canDelete: false,
};

/** Whether a role may: always, never, or only under a condition that the grant or the event meets. */
type Right = "yes" | "no" | "if canShare" | "if created or canDelete";

/** The table of rule S1. */
export const PERMISSIONS = {
  /** The event, its occurrences, versions, diffs and changelog. */
  read: { viewer: "yes", editor: "yes", owner: "yes" },
  /** Edit, roll back and undo; exclude an occurrence and bring it back. */
  edit: { viewer: "no", editor: "yes", owner: "yes" },
  /** Create events in the calendar. */
  create: { viewer: "no", editor: "yes", owner: "yes" },
  delete: { viewer: "no", editor: "if created or canDelete", owner: "yes" },
  restore: { viewer: "no", editor: "if created or canDelete", owner: "yes" },
  /** Every grant; without it, the owner's and one's own. */
  listAllGrants: { viewer: "no", editor: "yes", owner: "yes" },
  /** Share, change and withdraw grants, within {@link assertMayGrant}. */
  share: { viewer: "no", editor: "if canShare", owner: "yes" },
  readAudit: { viewer: "no", editor: "no", owner: "yes" },
  transfer: { viewer: "no", editor: "no", owner: "yes" },
  changeCalendar: { viewer: "no", editor: "no", owner: "yes" },
  deleteCalendar: { viewer: "no", editor: "no", owner: "yes" },
} as const satisfies Record<string, Record<Role, Right>>;

export type Action = keyof typeof PERMISSIONS;

export interface ActionContext {
  /** Whether the user created the event at hand; matters to `delete` and `restore` alone. */
  readonly isCreator?: boolean;
}

/**
 * Everything that reaches a user taken together (rule S2): the highest role, with the flags of
 * every grant of that role. `undefined` when nothing does, which a caller sees as `NOT_FOUND`.
 */
export function effectiveAccess(
  grants: readonly GrantRights[],
  isOwner: boolean,
): Access | undefined {
  if (isOwner) return OWNER_ACCESS;
  if (grants.length === 0) return undefined;
  const editing = grants.filter((grant) => grant.role === "editor");
  // The flags widen what an editor may; on a viewer's grant they give nothing.
  if (editing.length === 0) return { role: "viewer", canShare: false, canDelete: false };
  return {
    role: "editor",
    canShare: editing.some((grant) => grant.canShare),
    canDelete: editing.some((grant) => grant.canDelete),
  };
}

/** Whether this access allows the action (rule S1). */
export function may(
  access: Access | undefined,
  action: Action,
  context: ActionContext = {},
): boolean {
  if (access === undefined) return false;
  const right: Right = PERMISSIONS[action][access.role];
  switch (right) {
    case "yes":
      return true;
    case "no":
      return false;
    case "if canShare":
      return access.canShare;
    case "if created or canDelete":
      return access.canDelete || context.isCreator === true;
  }
}

/**
 * Throws unless the action is allowed: `NOT_FOUND` without any access, else `FORBIDDEN` with
 * `required` and `actual` role, and `flag` where a flag on the grant would do as well (rule S3).
 */
export function assertMay(
  access: Access | undefined,
  action: Action,
  context: ActionContext = {},
): asserts access is Access {
  if (access === undefined) throw new DomainError("NOT_FOUND");
  if (may(access, action, context)) return;
  throw forbidden(access, action);
}

/**
 * Throws `FORBIDDEN` unless a grant may be given, or changed from `previous`: an editor who may
 * share reaches neither above their own role and flags nor their own grant (rule S1).
 */
export function assertMayGrant(
  access: Access | undefined,
  grant: GrantRights,
  context: { readonly self: boolean; readonly previous?: GrantRights | undefined },
): void {
  assertMay(access, "share");
  if (access.role === "owner") return;
  if (context.self) throw ownGrant(access);
  assertNotAbove(access, grant);
  if (context.previous !== undefined) assertNotAbove(access, context.previous);
}

/** Throws `FORBIDDEN` unless a grant may be withdrawn (rule S1). Leaving is open to everyone. */
export function assertMayRevoke(
  access: Access | undefined,
  previous: GrantRights,
  context: { readonly self: boolean },
): void {
  assertMay(access, "share");
  if (access.role === "owner") return;
  if (context.self) throw ownGrant(access);
  assertNotAbove(access, previous);
}

/** Throws `OWNER_REQUIRED` where a grant, its change or its withdrawal would meet the owner (rule S5). */
export function assertNotOwner(userId: string, ownerId: string): void {
  if (userId === ownerId) throw new DomainError("OWNER_REQUIRED", { details: { ownerId } });
}

/** Throws unless ownership may pass: from the owner, to someone who holds a grant (rule S5). */
export function assertMayTransfer(
  access: Access | undefined,
  target: { readonly userId: string; readonly holdsGrant: boolean },
): void {
  assertMay(access, "transfer");
  if (!target.holdsGrant) {
    throw new DomainError("GRANT_REQUIRED", { details: { userId: target.userId } });
  }
}

function assertNotAbove(access: Access, grant: GrantRights): void {
  const flag =
    grant.canShare && !access.canShare
      ? "canShare"
      : grant.canDelete && !access.canDelete
        ? "canDelete"
        : undefined;
  const aboveRole = ROLES.indexOf(grant.role) > ROLES.indexOf(access.role);
  if (!aboveRole && flag === undefined) return;
  throw new DomainError("FORBIDDEN", {
    message: "A grant cannot reach above your own role and flags.",
    details: { required: "owner", actual: access.role, ...(flag === undefined ? {} : { flag }) },
  });
}

function ownGrant(access: Access): DomainError {
  return new DomainError("FORBIDDEN", {
    message: "You cannot change your own grant.",
    details: { required: "owner", actual: access.role },
  });
}

const FLAGS: Partial<Record<Right, "canShare" | "canDelete">> = {
  "if canShare": "canShare",
  "if created or canDelete": "canDelete",
};

function forbidden(access: Access, action: Action): DomainError {
  const rights: Record<Role, Right> = PERMISSIONS[action];
  // Someone whose role meets the condition needs the next role, or the flag.
  const required = ROLES.find(
    (role) => rights[role] === "yes" || (rights[role] !== "no" && role !== access.role),
  );
  const flag = FLAGS[rights.editor];
  return new DomainError("FORBIDDEN", {
    details: { required, actual: access.role, ...(flag === undefined ? {} : { flag }) },
  });
}
