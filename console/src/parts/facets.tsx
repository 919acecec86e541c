import type { ReactNode } from 'react';
import type { Facet, FacetCounts, Filter } from './facet.ts';
import { useView } from './view.ts';
import { capital, shortNumber, wordOf } from './words.ts';

/** The boxes of a filter with their counts. */
export function Facets(props: {
  readonly filter: Filter;
  readonly counts?: FacetCounts | undefined;
  readonly isFolded: boolean;
}): ReactNode {
  const { facets = [], flags = [] } = props.filter;
  return (
    <aside className="facets" aria-label="Filter" data-folded={props.isFolded}>
      {flags.length === 0 ? undefined : <FlagGroup flags={flags} counts={props.counts} />}
      {facets.map((facet) => (
        <FacetGroup key={facet.name} facet={facet} counts={props.counts?.[facet.name]} />
      ))}
    </aside>
  );
}

/** Says a value of a facet. */
export function saidOf(facet: Facet, value: string): string {
  return facet.words?.[value] ?? capital(wordOf(value));
}

function FlagGroup(props: {
  readonly flags: NonNullable<Filter['flags']>;
  readonly counts: FacetCounts | undefined;
}): ReactNode {
  const view = useView();
  return (
    <fieldset className="facet">
      <legend>Only</legend>
      {props.flags.map(([name, word]) => (
        <Box
          key={name}
          word={word}
          count={props.counts?.[name]?.['true']}
          isTicked={view.one(name) === 'true'}
          onTick={(isTicked) => view.change({ [name]: isTicked ? 'true' : undefined }, 'push')}
        />
      ))}
    </fieldset>
  );
}

function FacetGroup(props: {
  readonly facet: Facet;
  readonly counts: Readonly<Record<string, number>> | undefined;
}): ReactNode {
  const view = useView();
  const { facet, counts } = props;
  const set = view.many(facet.name);
  function tick(value: string, isTicked: boolean): void {
    const others = set.filter((one) => one !== value);
    view.change({ [facet.name]: isTicked ? [...others, value] : others }, 'push');
  }
  return (
    <fieldset className="facet">
      <legend>{facet.title}</legend>
      {facet.values.map((value) => (
        <Box
          key={value}
          word={saidOf(facet, value)}
          count={counts === undefined ? undefined : (counts[value] ?? 0)}
          isTicked={set.includes(value)}
          onTick={(isTicked) => tick(value, isTicked)}
        />
      ))}
    </fieldset>
  );
}

function Box(props: {
  readonly word: string;
  readonly count: number | undefined;
  readonly isTicked: boolean;
  readonly onTick: (isTicked: boolean) => void;
}): ReactNode {
  return (
    <label>
      <input
        type="checkbox"
        checked={props.isTicked}
        onChange={(event) => props.onTick(event.currentTarget.checked)}
      />
      <span>{props.word}</span>
      <span className="n">{props.count === undefined ? '' : shortNumber(props.count)}</span>
    </label>
  );
}
