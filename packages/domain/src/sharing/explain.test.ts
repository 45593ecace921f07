import { describe, expect, test } from "vitest";
import { explainWays, type Way } from "./explain.ts";
import { OWNER_ACCESS } from "./roles.ts";

const viewer = way("viewer");
const loudViewer = way("viewer", { canShare: true, canDelete: true });
const editor = way("editor");
const sharer = way("editor", { canShare: true });
const deleter = way("editor", { canDelete: true });
const owner: Way = OWNER_ACCESS;

function way(role: Way["role"], flags: Partial<Way> = {}): Way {
  return { role, canShare: false, canDelete: false, ...flags };
}

describe("[S2] what reaches a user, and what of it makes the role", () => {
  test.each<[string, readonly Way[], ReturnType<typeof explainWays>["access"], boolean[]]>([
    ["nothing", [], undefined, []],
    ["one grant", [viewer], viewer, [true]],
    ["a viewer's flags give nothing, and the grant counts", [loudViewer], viewer, [true]],
    ["two of one role count both", [viewer, loudViewer], viewer, [true, true]],
    ["a lower role does not count, nor do its flags", [loudViewer, editor], editor, [false, true]],
    [
      "flags come from every grant of the winning role",
      [sharer, deleter],
      way("editor", { canShare: true, canDelete: true }),
      [true, true],
    ],
    ["a plain grant of the winning role counts too", [editor, sharer], sharer, [true, true]],
    ["the owner's place is above every grant", [owner, deleter], OWNER_ACCESS, [true, false]],
  ])("%s", (_name, ways, access, counts) => {
    const explained = explainWays(ways);
    expect(explained.access).toEqual(access);
    expect(explained.ways).toEqual(ways.map((each, i) => ({ ...each, counts: counts[i] })));
  });
});
