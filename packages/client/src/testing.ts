/** The entry `@daybook/client/testing`: what a program's own tests need instead of a server. */
export {
  fakeDaybook,
  type FakeCall,
  type FakeDaybook,
  type FakeHandle,
  type FakeOptions,
} from "./fake-daybook.ts";
export {
  inTurn,
  pagesOf,
  type Answer,
  type Answers,
  type AnswerOf,
  type InputOf,
  type ProcedureName,
  type StreamAnswer,
} from "./fake-answers.ts";
export { streamOf, type StreamScript } from "./stream-script.ts";
export { refusal, type RefusalFields } from "./refusal.ts";
export {
  aCalendar,
  aChanged,
  aGrant,
  anEvent,
  anOccurrence,
  aSession,
  aSyncEvent,
  aSyncMessage,
  aVersionItem,
} from "./builders.ts";
