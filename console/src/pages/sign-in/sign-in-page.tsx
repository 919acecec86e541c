import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useRead } from '../../api/hooks.ts';
import { ApiProblem } from '../../api/problem.ts';
import { sessionStore } from '../../api/session.ts';
import { Loaded } from '../../parts/page.tsx';
import { useGo, useView } from '../../parts/view.ts';
import type { Enter } from './enter.ts';
import { FirstRun } from './first-run.tsx';
import { SignInWays } from './sign-in-ways.tsx';
import './sign-in.css';

/** Signing in; on the first run of a server, making its first administrator. */
export function Page(): ReactNode {
  const ways = useRead('signInWays');
  const view = useView();
  const isInvited = view.one('invited') === 'true';
  const asked = view.one('next') ?? '/';
  const next = isOwnAddress(asked) ? asked : '/';
  const enter = useEnter(next);
  const [token] = useState(linkedToken);
  useEffect(() => {
    document.title = 'Sign in · Caisson';
  }, []);
  return (
    <main className="sign-in">
      <div className="sign-in-card card stack wide">
        <div className="sign-in-mark">
          <svg
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            aria-hidden="true"
          >
            <path d="M3 6h18v4H3zM5 10h14l-1.5 9h-11z" strokeLinejoin="round" />
            <path d="M10 10v9M14 10v9" />
          </svg>
          <h1>Caisson</h1>
        </div>
        <Loaded of={ways}>
          {(answer) =>
            answer.firstRun || isInvited ? (
              <FirstRun
                enter={enter}
                isInvited={!answer.firstRun}
                token={token}
                takesPasskeys={answer.passkey}
              />
            ) : (
              <div className="stack wide">
                {token === '' ? undefined : (
                  <p className="notice" role="status">
                    This link was used already: there is an administrator. Sign in.
                  </p>
                )}
                <SignInWays ways={answer} enter={enter} next={next} failed={view.one('failed')} />
              </div>
            )
          }
        </Loaded>
      </div>
      <p className="small quiet">Container security from build to deploy to run time.</p>
    </main>
  );
}

function useEnter(next: string): Enter {
  const client = useQueryClient();
  const go = useGo();
  return async (act) => {
    try {
      const session = await act();
      client.clear();
      sessionStore.set(session);
      go(next);
      return undefined;
    } catch (error) {
      if (error instanceof ApiProblem)
        return error.hint === undefined ? error.message : `${error.message}: ${error.hint}`;
      return 'The browser gave no passkey.';
    }
  };
}

/** The token of the link that the server printed. It stands behind `#`, which no browser sends, and no log has. */
function linkedToken(): string {
  const token = new URLSearchParams(globalThis.location.hash.slice(1)).get('token') ?? '';
  return globalThis.location.pathname === '/welcome' ? token.slice(0, 500) : '';
}

/** Only addresses of this console: `//host` and the like lead away. */
function isOwnAddress(address: string): boolean {
  return (
    /^\/(?![/\\])/u.test(address) &&
    !/^\/(?:sign-in|welcome)/u.test(address) &&
    !/\p{Cc}/u.test(address)
  );
}
