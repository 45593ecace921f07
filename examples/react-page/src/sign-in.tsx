import { useMutation } from "@tanstack/react-query";
import { type ReactNode, type SubmitEvent, useState } from "react";
import { queries } from "./daybook.ts";
import { Problem } from "./problem.tsx";
import { fieldsOf } from "./form-fields.ts";
import { TIME_ZONE } from "./week.ts";

export function SignIn(): ReactNode {
  const [isNew, setIsNew] = useState(false);
  const login = useMutation(queries.auth.login.mutationOptions());
  const register = useMutation(queries.auth.register.mutationOptions());
  const { error, isPending } = isNew ? register : login;

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const { name, email, password } = fieldsOf(event.currentTarget, "name", "email", "password");
    if (isNew) {
      register.mutate({ username: name, email, password, timeZone: TIME_ZONE });
    } else {
      login.mutate({ login: name, password });
    }
  }

  return (
    <main className="sign-in">
      <h1>Daybook</h1>
      <p>A calendar that remembers.</p>
      <form onSubmit={submit}>
        <label>
          {isNew ? "Username" : "Username or e-mail"}
          <input name="name" autoComplete="username" required />
        </label>
        {isNew && (
          <label>
            E-mail
            <input name="email" type="email" autoComplete="email" required />
          </label>
        )}
        <label>
          Password
          <input
            name="password"
            type="password"
            autoComplete={isNew ? "new-password" : "current-password"}
            required
          />
        </label>
        <Problem error={error} />
        <button className="primary" disabled={isPending}>
          {isNew ? "Create account" : "Sign in"}
        </button>
      </form>
      <button className="link" onClick={() => setIsNew(!isNew)}>
        {isNew ? "I have an account" : "I am new here"}
      </button>
    </main>
  );
}
