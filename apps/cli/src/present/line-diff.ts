export interface DiffLine {
  readonly mark: "-" | "+" | " ";
  readonly text: string;
}

/** Beyond this many line pairs the middle is shown as all old, then all new. */
const MAX_PAIRS = 250_000;

/** The lines of both texts in order, each marked as old, new, or in both. */
export function diffLines(from: readonly string[], to: readonly string[]): DiffLine[] {
  const head = countEqual(from, to);
  const tail = countEqual(from.slice(head).toReversed(), to.slice(head).toReversed());
  const middleFrom = from.slice(head, from.length - tail);
  const middleTo = to.slice(head, to.length - tail);
  return [
    ...marked(" ", from.slice(0, head)),
    ...(middleFrom.length * middleTo.length > MAX_PAIRS
      ? [...marked("-", middleFrom), ...marked("+", middleTo)]
      : diffMiddle(middleFrom, middleTo)),
    ...marked(" ", from.slice(from.length - tail)),
  ];
}

/** By the longest common subsequence. */
function diffMiddle(from: readonly string[], to: readonly string[]): DiffLine[] {
  const width = to.length + 1;
  // common[i * width + j]: length of the longest common subsequence of from[i…] and to[j…].
  const common = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    const old = from[i];
    const new_ = to[j];
    if (old !== undefined && old === new_) {
      lines.push({ mark: " ", text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (new_ === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: "-", text: old });
      i += 1;
    } else if (new_ !== undefined) {
      lines.push({ mark: "+", text: new_ });
      j += 1;
    }
  }
  return lines;
}

function countEqual(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) {
    count += 1;
  }
  return count;
}

function marked(mark: DiffLine["mark"], lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ mark, text }));
}
