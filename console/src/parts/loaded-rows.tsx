import type { ReactNode } from 'react';
import type { Rows } from '../api/hooks.ts';
import { Button } from './button.tsx';
import { ErrorState, Skeleton } from './states.tsx';

/** Shows rows that are no grid: grey bars until they are there, the problem where it fails, and why there are none. */
export function LoadedRows<Row>(props: {
  readonly of: Rows<Row>;
  readonly lines?: number;
  /** Says why there are none. */
  readonly empty: ReactNode;
  readonly children: (rows: readonly Row[]) => ReactNode;
}): ReactNode {
  const { rows, problem, isLoading, again } = props.of;
  return (
    <>
      {problem === undefined ? undefined : <ErrorState problem={problem} onAgain={again} />}
      {isLoading && problem === undefined ? <Skeleton lines={props.lines ?? 6} /> : undefined}
      {rows.length === 0 && !isLoading && problem === undefined ? props.empty : undefined}
      {rows.length === 0 ? undefined : props.children(rows)}
    </>
  );
}

/** Fetches the rows that follow; nothing where there are none. */
export function More<Row>(props: {
  readonly of: Rows<Row>;
  readonly children: ReactNode;
}): ReactNode {
  if (!props.of.isMore) return undefined;
  return (
    <div>
      <Button onPress={props.of.more}>{props.children}</Button>
    </div>
  );
}
