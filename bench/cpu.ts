import { readFileSync } from "node:fs";

/** Clock ticks a second in /proc, which Linux fixes for user space. */
const TICKS_PER_SECOND = 100;

/** CPU seconds (user and system) that a process has used, as Linux counts them. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name, in parentheses, may hold spaces: the numbers begin behind it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Milliseconds of a process's CPU for each of `calls` calls. */
export async function cpuMsPerCall(
  pid: number,
  calls: number,
  run: () => Promise<unknown>,
): Promise<number> {
  const before = cpuSecondsOf(pid);
  await run();
  return ((cpuSecondsOf(pid) - before) * 1_000) / calls;
}

/** Milliseconds of this process's CPU for each of `calls` synchronous calls. */
export function ownCpuMsPerCall(calls: number, call: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i += 1) {
    call();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / calls;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
