import { useMutation } from "@tanstack/react-query";
import type { ReactNode, SubmitEvent } from "react";
import { queries } from "./daybook.ts";
import { fieldsOf } from "./form-fields.ts";
import { Problem } from "./problem.tsx";
import type { Done } from "./undo-bar.tsx";
import { dateOf, TIME_ZONE } from "./week.ts";

interface NewEventProps {
  readonly today: Date;
  readonly onDone: (done: Done) => void;
}

export function NewEvent({ today, onDone }: NewEventProps): ReactNode {
  const create = useMutation(queries.events.create.mutationOptions());

  function submit(submitted: SubmitEvent<HTMLFormElement>): void {
    submitted.preventDefault();
    const form = submitted.currentTarget;
    const { title, day, from, until } = fieldsOf(form, "title", "day", "from", "until");
    const times = { start: `${day}T${from}:00`, end: `${day}T${until}:00`, timeZone: TIME_ZONE };
    create.mutate(
      { title, ...times },
      {
        onSuccess({ id, version }) {
          form.reset();
          onDone({ eventId: id, version, what: `Created “${title}”` });
        },
      },
    );
  }

  return (
    <form className="new-event" aria-label="New event" onSubmit={submit}>
      <label className="wide">
        Title
        <input name="title" required placeholder="What is planned?" />
      </label>
      <label>
        Day
        <input name="day" type="date" defaultValue={dateOf(today)} required />
      </label>
      <label>
        From
        <input name="from" type="time" defaultValue="09:00" required />
      </label>
      <label>
        Until
        <input name="until" type="time" defaultValue="10:00" required />
      </label>
      <button className="primary" disabled={create.isPending}>
        Create
      </button>
      <Problem error={create.error} />
    </form>
  );
}
