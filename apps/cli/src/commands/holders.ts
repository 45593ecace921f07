import { type DaybookClient, type Grant, pages, type Resource } from "@daybook/client";

/** Everyone who reaches a resource, or reached it at an instant, as far as the caller may know. */
export async function listHolders(
  daybook: DaybookClient,
  resource: Resource,
  at: string | undefined,
): Promise<{ items: Grant[]; complete: boolean }> {
  const items: Grant[] = [];
  let complete = true;
  const includeCalendar = resource.type === "event" ? true : undefined;
  for await (const page of pages(daybook.sharing.list, { resource, at, includeCalendar })) {
    items.push(...page.items);
    complete = page.complete;
  }
  return { items, complete };
}
