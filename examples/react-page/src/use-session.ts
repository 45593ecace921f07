import type { Session } from "@daybook/client";
import { useEffect, useState } from "react";
import { daybook } from "./daybook.ts";

/** Who is signed in, in whichever tab that was done; null for nobody, undefined until it is known. */
export function useSession(): Session | null | undefined {
  const [session, setSession] = useState<Session | null>();
  useEffect(() => {
    async function read(): Promise<void> {
      setSession((await daybook.session.current()) ?? null);
    }
    const readAgain = () => void read();
    readAgain();
    const stopListening = daybook.session.onChange(readAgain);
    window.addEventListener("storage", readAgain);
    return () => {
      stopListening();
      window.removeEventListener("storage", readAgain);
    };
  }, []);
  return session;
}
