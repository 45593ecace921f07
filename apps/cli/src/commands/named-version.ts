import type { DaybookClient } from "@daybook/client";
import type { VersionName } from "../arguments.ts";
import { LocalFailure, UsageError } from "../failure.ts";

/** The numbers of versions, some of which may be named by how far they lie before the present. */
export async function findVersionNumbers<Name extends string>(
  daybook: DaybookClient,
  eventId: string,
  names: Readonly<Record<Name, VersionName>>,
): Promise<Record<Name, number>> {
  const entries = Object.entries<VersionName>(names);
  const counted = entries.some(([, name]) => "back" in name);
  const present = counted ? (await daybook.events.get({ id: eventId })).version : 0;
  const numbers = entries.map(([key, name]) => [key, numberOf(name, present)]);
  return Object.fromEntries(numbers) as Record<Name, number>;
}

export async function findVersionNumber(
  daybook: DaybookClient,
  eventId: string,
  name: VersionName,
): Promise<number> {
  return (await findVersionNumbers(daybook, eventId, { name })).name;
}

function numberOf(name: VersionName, present: number): number {
  if ("version" in name) {
    return name.version;
  }
  if (name.back < present) {
    return present - name.back;
  }
  throw present === 1
    ? new LocalFailure("There is only one version so far; nothing to compare it with.")
    : new UsageError(`The event is at version ${present}: there is none ${name.back} before it.`);
}
