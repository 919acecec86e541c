import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { ErrorState, Skeleton } from './states.tsx';

/** The head of a page: its title (also of the browser's tab), a line about it, and what one can do here. */
export function PageHead(props: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly above?: ReactNode;
  /** Shown instead of the plain title, where the title is a name from outside. */
  readonly name?: ReactNode;
  readonly children?: ReactNode;
}): ReactNode {
  useEffect(() => {
    document.title = `${props.title} · Caisson`;
  }, [props.title]);
  return (
    <header className="page-head">
      <div>
        {props.above === undefined ? undefined : <div className="crumbs">{props.above}</div>}
        <h1>{props.name ?? props.title}</h1>
        {props.about === undefined ? undefined : <p>{props.about}</p>}
      </div>
      <div className="row">{props.children}</div>
    </header>
  );
}

/** Shows an answer: grey bars until it is there, the problem where it fails. */
export function Loaded<Answer>(props: {
  readonly of: UseQueryResult<Answer, ApiProblem>;
  readonly lines?: number;
  readonly children: (answer: Answer) => ReactNode;
}): ReactNode {
  const { of } = props;
  if (of.data !== undefined) return props.children(of.data);
  if (of.error !== null) return <ErrorState problem={of.error} onAgain={() => void of.refetch()} />;
  return <Skeleton lines={props.lines ?? 6} />;
}

/** A card with a heading. */
export function Card(props: {
  readonly title?: string;
  readonly side?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="card stack">
      {props.title === undefined ? undefined : (
        <div className="row spread">
          <h2>{props.title}</h2>
          {props.side}
        </div>
      )}
      {props.children}
    </section>
  );
}

/** A part of a panel with a quiet heading. */
export function Section(props: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="section">
      <h3>{props.title}</h3>
      {props.children}
    </section>
  );
}

/** Pairs of label and value. Pairs without a value are left out. */
export function Facts(props: {
  readonly facts: readonly (readonly [string, ReactNode])[];
}): ReactNode {
  return (
    <dl className="facts">
      {props.facts.map(([label, value]) =>
        value === undefined || value === '' ? undefined : (
          <Pair key={label} label={label} value={value} />
        ),
      )}
    </dl>
  );
}

function Pair(props: { readonly label: string; readonly value: ReactNode }): ReactNode {
  return (
    <>
      <dt>{props.label}</dt>
      <dd>{props.value}</dd>
    </>
  );
}
