/** The entry `@daybook/client/temporal`: between the texts of the wire and the values of Temporal. */
export {
  temporalHelpers,
  type InputTimes,
  type InstantLike,
  type PlainDateLike,
  type PlainDateTimeLike,
  type TemporalHelpers,
  type TemporalLike,
  type TemporalTimes,
  type WireTimes,
  type ZonedDateTimeLike,
} from "./temporal-helpers.ts";
