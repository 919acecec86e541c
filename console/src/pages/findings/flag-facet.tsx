import type { ReactNode } from 'react';
import type { FacetCounts } from '../../parts/filter-bar.tsx';
import { useView } from '../../parts/view.ts';
import { shortNumber } from '../../parts/words.ts';

/** Switches as one group of boxes: each is a name of the URL that is `true` or absent. */
export function FlagFacet(props: {
  readonly flags: readonly (readonly [name: string, word: string])[];
  readonly counts: FacetCounts | undefined;
}): ReactNode {
  const view = useView();
  return (
    <fieldset className="facet">
      <legend>Only</legend>
      {props.flags.map(([name, word]) => {
        const count = props.counts?.[name]?.['true'];
        return (
          <label key={name}>
            <input
              type="checkbox"
              checked={view.one(name) === 'true'}
              onChange={(event) =>
                view.change({ [name]: event.currentTarget.checked ? 'true' : undefined }, 'push')
              }
            />
            <span>{word}</span>
            <span className="n">{count === undefined ? '' : shortNumber(count)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
