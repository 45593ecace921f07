import type { CallOptions } from "./api-types.ts";

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

type PagedInput = { cursor?: string | undefined } | undefined;

type ListCall<Input extends PagedInput, Answer> = (
  input: Input,
  options?: CallOptions,
) => Promise<Answer>;

/**
 * The pages of a list, one call for each as they are asked for.
 *
 * @example for await (const page of pages(daybook.events.list, { limit: 200 })) …
 */
export async function* pages<Input extends PagedInput, Answer extends Page<unknown>>(
  list: ListCall<Input, Answer>,
  input: NoInfer<Input>,
  options?: CallOptions,
): AsyncGenerator<Answer, void, undefined> {
  let cursor = input?.cursor;
  do {
    const page = await list({ ...input, cursor }, options);
    yield page;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/**
 * The items of a list over all its pages.
 *
 * @example for await (const event of allItems(daybook.events.list, {})) …
 */
export async function* allItems<Input extends PagedInput, Item>(
  list: ListCall<Input, Page<Item>>,
  input: NoInfer<Input>,
  options?: CallOptions,
): AsyncGenerator<Item, void, undefined> {
  for await (const page of pages(list, input, options)) {
    yield* page.items;
  }
}
