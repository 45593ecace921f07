/** One line of the report: what was measured, beside what, and the figure to reach. */
export interface Row {
  readonly area: string;
  readonly measured: string;
  readonly yardstick: string;
  readonly figure: string;
  readonly reached: boolean;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 1 ? 3 : 2)} ms`;
}

export function perSecond(value: number): string {
  return `${Math.round(value)}/s`;
}

export function ratio(value: number): string {
  return `${value.toFixed(2)} ×`;
}

export function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}

export function print(title: string, rows: readonly Row[]): void {
  process.stdout.write(`\n${title}\n`);
  for (const row of rows) {
    process.stdout.write(`  ${row.reached ? "reached" : "MISSED "}  ${row.area}\n`);
    process.stdout.write(
      `           ${row.measured}; ${row.yardstick} (to reach: ${row.figure})\n`,
    );
  }
}
