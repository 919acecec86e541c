import { type ReactNode, useState } from 'react';
import type { JsonOperation } from '../api/call.ts';
import type { FacetCounts, Filter } from './facet.ts';
import { Facets } from './facets.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FreshBar } from './fresh-bar.tsx';

/** A list beside its filter: search and chips above it, boxes at its side, which fold away where room is short. */
export function FilteredList(props: {
  readonly filter: Filter;
  readonly counts?: FacetCounts | undefined;
  /** Changes that are told as “14 new”, and what is read anew then. */
  readonly fresh?: { readonly kinds: readonly string[]; readonly reads: readonly JsonOperation[] };
  /** More controls beside the search. */
  readonly bar?: ReactNode;
  /** Shown between the filter and the list. */
  readonly above?: ReactNode;
  /** The list itself. */
  readonly children: ReactNode;
}): ReactNode {
  const [isFolded, setFolded] = useState(true);
  return (
    <>
      <FilterBar filter={props.filter} isOpen={!isFolded} onFold={() => setFolded(!isFolded)}>
        {props.bar}
      </FilterBar>
      {props.fresh === undefined ? undefined : <FreshBar {...props.fresh} />}
      {props.above}
      <div className="with-facets">
        <Facets filter={props.filter} counts={props.counts} isFolded={isFolded} />
        {props.children}
      </div>
    </>
  );
}
