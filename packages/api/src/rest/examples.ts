import examples from "./examples.json" with { type: "json" };

/** A request of an operation and what was answered to it, as it was run. */
export interface OperationExample {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly answer?: unknown;
}

const BY_OPERATION: Readonly<Record<string, OperationExample>> = examples;

export function exampleOf(operationId: string): OperationExample | undefined {
  return Object.hasOwn(BY_OPERATION, operationId) ? BY_OPERATION[operationId] : undefined;
}
