import type { AnyDaybookError, User } from "@daybook/client";
import { followChanges } from "@daybook/client/react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { daybook } from "./daybook.ts";
import { NewEvent } from "./new-event.tsx";
import { Problem } from "./problem.tsx";
import { type Done, UndoBar } from "./undo-bar.tsx";
import { daysAfter, nameOfWeek, startOfWeek } from "./week.ts";
import { WeekView } from "./week-view.tsx";

export function CalendarPage({ user }: { readonly user: User }): ReactNode {
  const [today] = useState(() => new Date());
  const [week, setWeek] = useState(() => startOfWeek(today));
  const [done, setDone] = useState<Done>();
  const [problem, setProblem] = useState<AnyDaybookError | null>(null);
  useLiveUpdates(setProblem);

  return (
    <>
      <header>
        <h1>Daybook</h1>
        <nav aria-label="Weeks">
          <button aria-label="Week before" onClick={() => setWeek(daysAfter(week, -7))}>
            ‹
          </button>
          <button onClick={() => setWeek(startOfWeek(today))}>This week</button>
          <button aria-label="Week after" onClick={() => setWeek(daysAfter(week, 7))}>
            ›
          </button>
        </nav>
        <p aria-live="polite">{nameOfWeek(week)}</p>
        <div className="user">
          {user.username}
          <button className="link" onClick={() => void daybook.auth.logout().catch(setProblem)}>
            Sign out
          </button>
        </div>
      </header>
      <main>
        <Problem error={problem} />
        <NewEvent today={today} onDone={setDone} />
        <WeekView key={week.getTime()} week={week} today={today} onDone={setDone} />
      </main>
      <UndoBar done={done} onDone={setDone} />
    </>
  );
}

/** Keeps what is shown as it is on the server, until something keeps it from doing so. */
function useLiveUpdates(onEnd: (why: AnyDaybookError) => void): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const leaving = new AbortController();
    followChanges(daybook, queryClient, { signal: leaving.signal }).catch(onEnd);
    return () => leaving.abort();
  }, [queryClient, onEnd]);
}
