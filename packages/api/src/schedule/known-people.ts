import type { Id } from "@daybook/db/ids";
import { listOwnedCalendars } from "@daybook/db/queries/busy.queries";
import { type AccountName, listAccountIds } from "@daybook/db/queries/users.queries";
import { emailKey, usernameKey } from "@daybook/domain/accounts/account-names";
import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { countAgainst, refuseExhausted } from "../limits/window-limits.ts";
import type { Call } from "../rpc/context.ts";
import type { BusyCalendar } from "./busy-events.ts";
import type { Person, PersonView } from "./schedule.schema.ts";

/** Somebody who was asked about. */
export interface AskedPerson {
  readonly view: PersonView;
  /** The calendars whose times the caller may learn; undefined where there are none (rule Q1). */
  readonly calendars: readonly BusyCalendar[] | undefined;
}

/** How a person was named: by id, or by a name as names are compared. */
type Named = { readonly kind: "id"; readonly id: Id; readonly asked: PersonView } | NamedByText;

type NamedByText = AccountName & { readonly asked: PersonView };

const QUOTA = {
  policy: "unknown-people",
  quota: LIMITS.unknownPeople,
  windowSeconds: LIMITS.unknownUserWindowMinutes * 60,
};

const uuid = z.guid();

/**
 * Who the people are and which of their calendars say something of their time to the caller, in the
 * order asked. Who does not exist and who says nothing look the same (rules Q1, S3).
 *
 * @throws DomainError RATE_LIMITED for a caller who has tried many names of which nothing is known
 */
export function findKnownPeople(call: Call, people: readonly Person[]): Promise<AskedPerson[]> {
  const named = people.map(toNamed);
  // Ids cannot be guessed; names can, and a calendar that is open to everyone would confirm them.
  if (named.every(({ kind }) => kind === "id")) return findNamed(call, named);
  const { database, guesses } = call.app;
  const counting = { database, serviceLimits: call.serviceLimits };
  const bucket = `unknown-people:${call.actor.userId}`;
  const limits = [{ ...QUOTA, bucket }];
  return guesses.run(bucket, async () => {
    await refuseExhausted(counting, limits);
    const asked = await findNamed(call, named);
    if (asked.some(({ calendars }, i) => calendars === undefined && named[i]?.kind !== "id")) {
      await countAgainst(counting, limits);
    }
    return asked;
  });
}

async function findNamed(call: Call, named: readonly Named[]): Promise<AskedPerson[]> {
  const { read } = call.app.database;
  const names = named.filter((name) => name.kind !== "id");
  const accounts = names.length === 0 ? [] : await listAccountIds(read, names);
  const ids = new Map(accounts.map(({ kind, key, id }) => [`${kind} ${key}`, id]));
  const idOf = (name: Named) =>
    name.kind === "id" ? name.id : ids.get(`${name.kind} ${name.key}`);

  const ownerIds = [...new Set(named.map(idOf))].filter((id) => id !== undefined);
  const owned = await listOwnedCalendars(read, ownerIds, call.actor.userId);
  const known = Map.groupBy(
    owned.filter(({ timesKnown }) => timesKnown),
    ({ owner }) => owner.id,
  );
  return named.map((name): AskedPerson => {
    const calendars = known.get(idOf(name) ?? "");
    const owner = calendars?.[0]?.owner;
    return owner === undefined
      ? { view: name.asked, calendars: undefined }
      : { view: { id: owner.id, username: owner.username }, calendars };
  });
}

function toNamed(person: Person): Named {
  if (typeof person === "string") {
    if (uuid.safeParse(person).success) return byId(person.toLowerCase());
    return person.includes("@") ? byEmail(person) : byUsername(person);
  }
  if ("userId" in person) return byId(person.userId);
  return "email" in person ? byEmail(person.email) : byUsername(person.username);
}

function byId(id: Id): Named {
  return { kind: "id", id, asked: { id, username: null } };
}

function byUsername(username: string): Named {
  return { kind: "username", key: usernameKey(username), asked: { id: null, username } };
}

function byEmail(email: string): Named {
  return { kind: "email", key: emailKey(email), asked: { id: null, username: null, email } };
}

/** The same person, however spelt: what working hours are matched by. */
export function personKey(person: Person): string {
  const named = toNamed(person);
  return named.kind === "id" ? `id ${named.id}` : `${named.kind} ${named.key}`;
}
