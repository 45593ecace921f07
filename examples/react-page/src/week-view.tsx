import type { Occurrence } from "@daybook/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { queries } from "./daybook.ts";
import { EditEvent } from "./edit-event.tsx";
import { Problem } from "./problem.tsx";
import type { Done } from "./undo-bar.tsx";
import { dateOf, daysAfter, daysOf, TIME_ZONE, timeOf, weekdayOf } from "./week.ts";

interface WeekViewProps {
  /** The midnight at which it begins. */
  readonly week: Date;
  readonly today: Date;
  readonly onDone: (done: Done) => void;
}

export function WeekView({ week, today, onDone }: WeekViewProps): ReactNode {
  const [edited, setEdited] = useState<Occurrence>();
  const window = {
    from: week.toISOString(),
    to: daysAfter(week, 7).toISOString(),
    timeZone: TIME_ZONE,
  };
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    ...queries.events.occurrences.infiniteQueryOptions(window),
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });

  return (
    <>
      <Problem error={error} />
      <div className="week">
        {daysOf(week).map((day) => (
          <Day
            key={dateOf(day)}
            day={day}
            isToday={dateOf(day) === dateOf(today)}
            occurrences={data ?? []}
            onOpen={setEdited}
          />
        ))}
      </div>
      {hasNextPage && <button onClick={() => void fetchNextPage()}>Show more</button>}
      {edited !== undefined && (
        <EditEvent occurrence={edited} onDone={onDone} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

interface DayProps {
  readonly day: Date;
  readonly isToday: boolean;
  readonly occurrences: readonly Occurrence[];
  readonly onOpen: (occurrence: Occurrence) => void;
}

function Day({ day, isToday, occurrences, onOpen }: DayProps): ReactNode {
  return (
    <section aria-label={weekdayOf(day)} aria-current={isToday ? "date" : undefined}>
      <h2>{weekdayOf(day)}</h2>
      <ul>
        {occurrences
          .filter((occurrence) => isOn(day, occurrence))
          .map((occurrence) => (
            <li key={`${occurrence.eventId} ${occurrence.key}`} data-status={occurrence.status}>
              <button disabled={occurrence.role === "viewer"} onClick={() => onOpen(occurrence)}>
                <time dateTime={occurrence.startsAt}>
                  {occurrence.allDay ? "All day" : timeOf(occurrence.startsAt)}
                </time>
                {occurrence.title}
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

/** Whether any of it, or its one instant, is on that day. */
function isOn(day: Date, { startsAt, endsAt }: Occurrence): boolean {
  const [start, end] = [new Date(startsAt), new Date(endsAt)];
  return start < daysAfter(day, 1) && (end > day || start >= day);
}
