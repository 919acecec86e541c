import type { ReactNode } from 'react';
import { ErrorState } from '../parts/states.tsx';

/** For a page that breaks, or whose code does not load (after an update of the server, loading again helps). */
export function RouteProblem(props: { readonly error: unknown }): ReactNode {
  return (
    <div className="page">
      <ErrorState
        problem={props.error instanceof Error ? props.error : new Error('unknown')}
        onAgain={() => globalThis.location.reload()}
      />
    </div>
  );
}
