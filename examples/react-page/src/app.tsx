import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { CalendarPage } from "./calendar-page.tsx";
import { SignIn } from "./sign-in.tsx";
import { useSession } from "./use-session.ts";

export function App(): ReactNode {
  const session = useSession();
  if (session === undefined) return null;
  return (
    // Each user has a cache of their own: nobody sees what was there for somebody else.
    <Cached key={session?.user.id}>
      {session === null ? <SignIn /> : <CalendarPage user={session.user} />}
    </Cached>
  );
}

function Cached({ children }: { readonly children: ReactNode }): ReactNode {
  const [queryClient] = useState(newQueryClient);
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}

function newQueryClient(): QueryClient {
  const queryClient: QueryClient = new QueryClient({
    // What one writes is seen at once, whether the live stream is up or not.
    mutationCache: new MutationCache({ onSuccess: () => queryClient.invalidateQueries() }),
  });
  return queryClient;
}
