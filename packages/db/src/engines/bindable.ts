/** What may be bound to a statement on both engines. */
export type Bindable = string | number | null | Uint8Array;

/**
 * Refuses what a driver would store as something else: `node:sqlite` stores a Date as NULL and
 * refuses booleans, mysql2 turns objects into JSON.
 *
 * @throws TypeError naming the position.
 */
export function assertBindable(parameters: readonly unknown[]): asserts parameters is Bindable[] {
  for (let index = 0; index < parameters.length; index += 1) {
    const value = parameters[index];
    if (typeof value === "string" || value === null) continue;
    if (typeof value === "number" && Number.isFinite(value)) continue;
    if (value instanceof Uint8Array) continue;
    const type = value instanceof Date ? "Date" : typeof value;
    throw new TypeError(`Parameter ${index + 1} is a ${type}: send it through the codec.`);
  }
}
