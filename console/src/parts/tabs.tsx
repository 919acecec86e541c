import type { ReactNode } from 'react';
import { To } from './to.tsx';
import { addressOf, useView } from './view.ts';
import { shortNumber } from './words.ts';

/** One tab: what `?tab=` says, its word, and how many things are behind it. */
export type Tab<Id extends string = string> = readonly [id: Id, word: string, count?: number];

type SomeTabs<Id extends string> = readonly [Tab<Id>, ...Tab<Id>[]];

/** Tabs of a page; the choice stands in the URL, so they are links. The first is the standard one. */
export function Tabs(props: {
  readonly label: string;
  readonly tabs: SomeTabs<string>;
  readonly path: string;
}): ReactNode {
  const current = useTab(props.tabs);
  return (
    <nav className="tabs" aria-label={props.label}>
      {props.tabs.map(([id, word, count], at) => (
        <To
          key={id}
          href={addressOf(props.path, at === 0 ? {} : { tab: id })}
          current={id === current}
        >
          {word}
          {count === undefined ? undefined : <span className="n">{shortNumber(count)}</span>}
        </To>
      ))}
    </nav>
  );
}

/** The tab that the URL names, or the first. */
export function useTab<Id extends string>(tabs: SomeTabs<Id>): Id {
  const wanted = useView().one('tab');
  return tabs.find(([id]) => id === wanted)?.[0] ?? tabs[0][0];
}
