import { fromStoredId, toStoredId } from "@daybook/db/codec";
import type { Id } from "@daybook/db/ids";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { createHash } from "node:crypto";
import { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * How far a user has been told of everything that concerns them. It and the rights of the moment
 * decide what is told from here on.
 */
export interface SyncPosition {
  /** All that was committed before it has been told; it is the age of the cursor. */
  readonly since: number;
  /** Grants on events that ended before this have been told; those that end then, up to an event. */
  readonly expiry: { readonly at: number; readonly after: Id | null };
  /** Place in the log of the user's shelf. */
  readonly shelfSeq: number;
  /** The event whose state is to follow what was told of its grant. */
  readonly follow: Id | null;
  readonly held: HeldPosition | null;
  /** Every calendar that the user has been told of, by id. */
  readonly calendars: ReadonlyMap<Id, CalendarPosition>;
}

/** Events with a grant of their own that are to be told again, in the order of their ids. */
export interface HeldPosition {
  /** Those in these calendars; null for every one that no calendar of the user holds. */
  readonly calendarIds: readonly Id[] | null;
  readonly after: Id | null;
}

export interface CalendarPosition {
  /** Place in the calendar's log. */
  readonly seq: number;
  /** Whether the calendar itself is still to be told. */
  readonly untold: boolean;
  /** Where the paging of its events stands; null once they have all been told. */
  readonly paging: { readonly after: EventPlace | null } | null;
  /** Up to here the shelf's log says nothing of the calendar that is not known already. */
  readonly knownTo: number;
}

/** A place in the order of a calendar's events: first instant, then id. */
export interface EventPlace {
  readonly at: number;
  readonly id: Id;
}

const FORMAT = 1;
const TAG_BYTES = 8;

const EXPIRY_AFTER = 1;
const FOLLOW = 2;
const HELD = 4;
const HELD_EVERYWHERE = 8;
const HELD_AFTER = 16;
const POSITION_FLAGS = 31;

const UNTOLD = 1;
const PAGING = 2;
const PAGING_AFTER = 4;
const KNOWN_TO = 8;
const CALENDAR_FLAGS = 16;

/**
 * The cursor of a position, bound to its user. It is not a secret and not signed: it grants
 * nothing, since rights are read anew wherever it is used. The tag finds what was cut or changed
 * by accident, and cursors of others.
 *
 * @throws DomainError LIMIT_EXCEEDED where more calendars reach the user than a cursor can name
 */
export function encodeCursor(userId: Id, position: SyncPosition): string {
  const bytes = new ByteWriter();
  const { since, expiry, shelfSeq, follow, held, calendars } = position;
  bytes.number(since);
  bytes.number(expiry.at - since);
  bytes.number(shelfSeq);
  bytes.number(
    (expiry.after === null ? 0 : EXPIRY_AFTER) +
      (follow === null ? 0 : FOLLOW) +
      (held === null ? 0 : HELD) +
      (held?.calendarIds === null ? HELD_EVERYWHERE : 0) +
      (held === null || held.after === null ? 0 : HELD_AFTER),
  );
  if (expiry.after !== null) writeId(bytes, expiry.after);
  if (follow !== null) writeId(bytes, follow);
  if (held !== null && held.after !== null) writeId(bytes, held.after);
  if (held !== null && held.calendarIds !== null) {
    bytes.number(held.calendarIds.length);
    for (const id of held.calendarIds.toSorted()) writeId(bytes, id);
  }
  bytes.number(calendars.size);
  for (const [id, calendar] of [...calendars].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    writeCalendar(bytes, id, calendar);
  }
  const payload = bytes.toBytes();
  const cursor = Buffer.concat([Buffer.of(FORMAT), tagOf(userId, payload), payload]);
  const text = cursor.toString("base64url");
  if (text.length > LIMITS.syncCursorLength) {
    throw limitRefusal("syncCursorLength", { given: text.length });
  }
  return text;
}

/** @throws DomainError INVALID_CURSOR for whatever {@link encodeCursor} did not make for this user */
export function decodeCursor(userId: Id, cursor: string): SyncPosition {
  const bytes = Buffer.from(cursor, "base64url");
  const payload = bytes.subarray(1 + TAG_BYTES);
  const tag = bytes.subarray(1, 1 + TAG_BYTES);
  const ours = bytes[0] === FORMAT && tag.equals(tagOf(userId, payload));
  // Base64 has several spellings of the same bytes; one of them is ours.
  const position =
    ours && bytes.toString("base64url") === cursor
      ? readPosition(new ByteReader(payload))
      : undefined;
  if (position === undefined) {
    throw invalidCursor();
  }
  return position;
}

function invalidCursor(): DomainError {
  return new DomainError("INVALID_CURSOR", { field: "cursor" });
}

function tagOf(userId: Id, payload: Uint8Array): Buffer {
  return createHash("sha256")
    .update("daybook-sync-cursor")
    .update(toStoredId(userId))
    .update(payload)
    .digest()
    .subarray(0, TAG_BYTES);
}

function writeCalendar(bytes: ByteWriter, id: Id, calendar: CalendarPosition): void {
  const { seq, untold, paging, knownTo } = calendar;
  const after = paging?.after ?? null;
  writeId(bytes, id);
  bytes.number(
    seq * CALENDAR_FLAGS +
      (untold ? UNTOLD : 0) +
      (paging === null ? 0 : PAGING) +
      (after === null ? 0 : PAGING_AFTER) +
      (knownTo === 0 ? 0 : KNOWN_TO),
  );
  if (after !== null) {
    bytes.signed(after.at);
    writeId(bytes, after.id);
  }
  if (knownTo !== 0) bytes.number(knownTo);
}

/** Undefined for bytes that are not a position. */
function readPosition(bytes: ByteReader): SyncPosition | undefined {
  const since = bytes.number();
  const at = since + bytes.number();
  const shelfSeq = bytes.number();
  const flags = bytes.number();
  const expiry = { at, after: (flags & EXPIRY_AFTER) === 0 ? null : readId(bytes) };
  const follow = (flags & FOLLOW) === 0 ? null : readId(bytes);
  const held = (flags & HELD) === 0 ? null : readHeld(bytes, flags);
  const calendars = new Map<Id, CalendarPosition>();
  for (let left = bytes.number(); left > 0 && bytes.sound; left -= 1) {
    calendars.set(readId(bytes), readCalendar(bytes));
  }
  const known = flags <= POSITION_FLAGS && bytes.atEnd && Number.isSafeInteger(at);
  return known ? { since, expiry, shelfSeq, follow, held, calendars } : undefined;
}

function readHeld(bytes: ByteReader, flags: number): HeldPosition {
  const after = (flags & HELD_AFTER) === 0 ? null : readId(bytes);
  if ((flags & HELD_EVERYWHERE) !== 0) return { calendarIds: null, after };
  const calendarIds: Id[] = [];
  for (let left = bytes.number(); left > 0 && bytes.sound; left -= 1) {
    calendarIds.push(readId(bytes));
  }
  return { calendarIds, after };
}

function readCalendar(bytes: ByteReader): CalendarPosition {
  const word = bytes.number();
  const flags = word % CALENDAR_FLAGS;
  const after = (flags & PAGING_AFTER) === 0 ? null : { at: bytes.signed(), id: readId(bytes) };
  return {
    seq: Math.floor(word / CALENDAR_FLAGS),
    untold: (flags & UNTOLD) !== 0,
    paging: (flags & PAGING) === 0 ? null : { after },
    knownTo: (flags & KNOWN_TO) === 0 ? 0 : bytes.number(),
  };
}

function writeId(bytes: ByteWriter, id: Id): void {
  bytes.bytes(toStoredId(id));
}

function readId(bytes: ByteReader): Id {
  return fromStoredId(bytes.bytes(16) as ReturnType<typeof toStoredId>);
}
