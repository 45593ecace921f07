import fc from "fast-check";

const NOT_IT: readonly unknown[] = [null, 0, -1, 1.5, "", "�", true, [], {}, [[]], 9e15];

/** A value that is another one in one place: too much, too little, or something else. */
export function brokenIn(value: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(value, []);
  return fc
    .record({
      place: fc.constantFrom(...places),
      how: fc.constantFrom("replace", "remove", "add"),
      by: fc.constantFrom(...NOT_IT),
    })
    .map(({ place, how, by }) => {
      const broken = structuredClone({ value });
      const [name, ...outer] = ["value", ...place].toReversed();
      const around = outer
        .toReversed()
        .reduce<unknown>((part, step) => Reflect.get(part as object, step), broken);
      if (typeof around !== "object" || around === null || name === undefined) return by;
      if (how === "add") Reflect.set(around, "colour", by);
      else if (how === "remove") Reflect.deleteProperty(around, name);
      else Reflect.set(around, name, by);
      return broken.value;
    });
}

function placesIn(value: unknown, at: readonly string[]): string[][] {
  const here = [[...at]];
  if (typeof value !== "object" || value === null) return here;
  return [
    ...here,
    ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...at, name])),
  ];
}
