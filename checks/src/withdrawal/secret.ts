/** A thing that somebody may see for a while. */
export interface Secret {
  readonly ownerName: string;
  readonly calendarId: string;
  readonly eventId: string;
  /** Stands in the event's title as long as it may be seen. */
  readonly word: string;
  /** Is written into the event after the right has gone: nobody who lost it ever reads this. */
  readonly laterWord: string;
  /** Nothing else takes place then. */
  readonly startsAt: string;
  /** Some instant at which it was there. */
  readonly seenAt: string;
  /** Some instant before it was made. */
  readonly createdBefore: string;
  /** Whatever has one of these in it tells of the secret. */
  readonly marks: readonly string[];
}
