/** Makes a plain object of one row's values, which stand in the order of the columns. */
export type RowMaker = (values: readonly unknown[]) => object;

/**
 * The maker of a statement's rows. It is compiled as the literal `{ "id": values[0], … }`, whose
 * shape the runtime knows beforehand: filling an empty object name by name cost as much as reading
 * the rows did. The names are our own aliases, and are written as JSON.
 */
export function rowMaker(columns: readonly string[]): RowMaker {
  const members = columns.map((name, index) => `${JSON.stringify(name)}: values[${index}]`);
  // oxlint-disable-next-line no-implied-eval -- nothing but the names of columns goes in, quoted.
  return new Function("values", `return { ${members.join(", ")} };`) as RowMaker;
}
