import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { call } from '../api/call.ts';
import { useSession } from '../api/hooks.ts';
import { liveFeed } from '../api/live.ts';
import { ApiProblem } from '../api/problem.ts';
import { type Session, sessionStore } from '../api/session.ts';
import { ErrorState } from '../parts/states.tsx';
import { addressOf, useGo } from '../parts/view.ts';

/** Shows what is inside to who is signed in, and sends all others to sign in and back. */
export function Guard(props: { readonly children: ReactNode }): ReactNode {
  const session = useSession();
  const go = useGo();
  const read = useQuery<Session, ApiProblem>({
    queryKey: ['readSession'],
    queryFn: async ({ signal }) => {
      const answer = await call('readSession', { signal });
      sessionStore.set(answer);
      return answer;
    },
    // Also notices that a session has ended or that grants have changed.
    refetchInterval: 300_000,
    retry: false,
  });
  const { error } = read;
  const isOut = error !== null && (error.status === 401 || error.code === 'access.unauthenticated');
  useEffect(() => {
    if (!isOut) return;
    const { pathname, search } = globalThis.location;
    sessionStore.set(undefined);
    go(addressOf('/sign-in', { next: `${pathname}${search}` }));
  }, [isOut, go]);
  const isIn = session !== undefined;
  useEffect(() => {
    if (isIn) liveFeed.start();
  }, [isIn]);
  if (isIn) return props.children;
  if (error !== null && !isOut)
    return (
      <main className="main">
        <ErrorState problem={error} onAgain={() => void read.refetch()} />
      </main>
    );
  return undefined;
}
