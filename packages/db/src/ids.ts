import { uuidv7 } from "uuidv7";

/** An id as the rest of the system sees it: a UUID in lower case with dashes. */
export type Id = string;

const ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new UUIDv7: ids made later by this process sort later. */
export function newId(): Id {
  return uuidv7();
}

/** Whether a text has the one form in which ids are written. */
export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}
