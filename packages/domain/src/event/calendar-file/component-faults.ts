import { DomainError } from "../../errors.ts";
import type { EventComponent, PropertyName } from "./event-component.ts";
import { FIELDS_PROPERTY } from "./own-properties.ts";
import { ComponentFault } from "./problems.ts";

/** Where the value of a field comes from. */
const PROPERTIES_OF_FIELD: Readonly<Record<string, readonly PropertyName[]>> = {
  title: ["SUMMARY"],
  description: ["DESCRIPTION"],
  location: ["LOCATION"],
  tags: ["CATEGORIES"],
  metadata: [FIELDS_PROPERTY],
  start: ["DTSTART"],
  end: ["DTEND", "DURATION"],
  "recurrence.rrule": ["RRULE"],
  "recurrence.rdates": ["RDATE"],
  "recurrence.exdates": ["EXDATE"],
};

/** Runs a check of the domain and says in which line what it refuses stands. */
export function checked<T>(component: EventComponent, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw asFault(component, error);
  }
}

/** A refusal as a fault of the component. What is no refusal is thrown on. */
export function asFault(component: EventComponent, error: unknown): ComponentFault {
  if (error instanceof ComponentFault) return error;
  if (!(error instanceof DomainError)) throw error;
  const [fieldError] = error.fieldErrors;
  const field = fieldError?.path.replace(/\.\d+$/, "") ?? "";
  const properties = Object.hasOwn(PROPERTIES_OF_FIELD, field) ? PROPERTIES_OF_FIELD[field] : [];
  const line = component.lineOf(...(properties ?? []));
  return new ComponentFault(line, error.reason, error.message);
}
