import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

/** Why a place is empty. These are four different things, and are said differently. */
export type EmptyReason =
  | 'nothing-found'
  | 'nothing-scanned'
  | 'no-permission'
  | 'filter-too-narrow';

const texts: Readonly<Record<EmptyReason, readonly [IconName, string, string]>> = {
  'nothing-found': [
    'check',
    'Nothing found',
    'Everything that is known was looked at, and nothing like this is there.',
  ],
  'nothing-scanned': [
    'coverage',
    'Nothing has been looked at yet',
    'As soon as the first image, host or cluster is scanned, this place fills by itself.',
  ],
  'no-permission': [
    'key',
    'You may not see this',
    'Your grants do not cover it. An administrator can give you a role for the place you need.',
  ],
  'filter-too-narrow': [
    'filter',
    'The filter leaves nothing',
    'There is something here, but not with all of these conditions at once.',
  ],
};

interface EmptyWords {
  readonly reason: EmptyReason;
  readonly title?: string;
  readonly text?: string;
}

/** A list without rows: the filter leaves nothing, or there is nothing, for the reason that is given. */
export function NoRows({
  isFiltered,
  ...words
}: EmptyWords & { readonly isFiltered: boolean }): ReactNode {
  return isFiltered ? <EmptyState reason="filter-too-narrow" /> : <EmptyState {...words} />;
}

/** An empty place that says why it is empty. */
export function EmptyState(props: EmptyWords & { readonly children?: ReactNode }): ReactNode {
  const [icon, title, text] = texts[props.reason];
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <h2>{props.title ?? title}</h2>
      <p>{props.text ?? text}</p>
      {props.children}
    </div>
  );
}

/** Grey bars where text will be. */
export function Skeleton(props: { readonly lines?: number }): ReactNode {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: props.lines ?? 4 }, (_, line) => (
        <i key={line} style={{ width: `${92 - ((line * 17) % 45)}%` }} />
      ))}
    </div>
  );
}

/** What went wrong, in the words of the server, with what to do about it. */
export function ErrorState(props: {
  readonly problem: Error;
  readonly onAgain?: () => void;
}): ReactNode {
  const { problem } = props;
  if (problem instanceof ApiProblem && problem.code === 'access.forbidden')
    return <EmptyState reason="no-permission" />;
  return (
    <div className="notice" data-tone="critical" role="alert">
      <Icon name="findings" size={18} />
      <div className="stack grow">
        <div>
          <p className="strong">{titleOf(problem)}</p>
          <p>{problem.message}</p>
          {problem instanceof ApiProblem ? <Hint problem={problem} /> : undefined}
        </div>
        {props.onAgain === undefined ? undefined : (
          <div>
            <Button icon="again" onPress={props.onAgain}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function Hint({ problem }: { readonly problem: ApiProblem }): ReactNode {
  return (
    <>
      {problem.hint === undefined ? undefined : <p className="quiet">{problem.hint}</p>}
      <p className="small quiet">
        <code>{problem.code}</code>
        {problem.instance === undefined ? undefined : (
          <>
            {' · request '}
            <code>{problem.instance}</code>
          </>
        )}
      </p>
    </>
  );
}

function titleOf(problem: Error): string {
  if (!(problem instanceof ApiProblem)) return 'This page does not work';
  if (problem.status === 0) return 'No connection';
  if (problem.code === 'input.not-found') return 'Not there, or not for you to see';
  if (problem.code === 'state.conflict') return 'Somebody else was faster';
  return 'That did not work';
}
