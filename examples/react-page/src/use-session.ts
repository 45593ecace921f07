import type { Session } from "@daybook/client";
import { useEffect, useState } from "react";
import { daybook } from "./daybook.ts";

/** Who is signed in, in whichever tab that was done; null for nobody, undefined until it is known. */
export function useSession(): Session | null | undefined {
  const [session, setSession] = useState<Session | null>();
  useEffect(() => {
    const stopListening = daybook.session.onChange((change) => setSession(change.session ?? null));
    void daybook.session.current().then((kept) => {
      // What was told meanwhile is newer.
      setSession((told) => (told === undefined ? (kept ?? null) : told));
    });
    return stopListening;
  }, []);
  return session;
}
