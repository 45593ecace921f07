import { DomainError } from "@daybook/domain/errors";

/**
 * The rule of an event in words, as in `every week on Monday`; null where there is none, and the
 * rule as it is where a newer server knows more of them.
 */
export async function ruleInWords(rule: string | null | undefined): Promise<string | null> {
  if (rule === null || rule === undefined) {
    return null;
  }
  // Only when it is needed: reading rules would slow down every command.
  const { describeRule } = await import("@daybook/domain/recurrence/describe");
  try {
    return describeRule(rule);
  } catch (error) {
    if (error instanceof DomainError) {
      return rule;
    }
    throw error;
  }
}
