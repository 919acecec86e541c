import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { chipsOf, type Filter, unfiltered } from './facet.ts';
import { saidOf } from './facets.tsx';
import { Icon } from './icon.tsx';
import { useView } from './view.ts';

/** A field for free text that writes itself into the URL as `q`. */
export function SearchField(props: {
  readonly label: string;
  readonly name?: string;
  readonly ref?: RefObject<HTMLInputElement | null>;
}): ReactNode {
  const view = useView();
  const name = props.name ?? 'q';
  const inUrl = view.one(name) ?? '';
  const [text, setText] = useState(inUrl);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(inUrl), [inUrl]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className="search-box search-field">
      <span className="field-icon">
        <Icon name="search" size={15} />
      </span>
      <input
        ref={props.ref}
        type="search"
        className="input"
        aria-label={props.label}
        placeholder={props.label}
        maxLength={200}
        value={text}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => view.change({ [name]: next.trim() }), 250);
        }}
      />
    </div>
  );
}

/** Search, chips of what is set, and a button that shows the facets where there is little room. */
export function FilterBar(props: {
  readonly filter: Filter;
  readonly isOpen?: boolean;
  readonly onFold?: () => void;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="stack">
      <div className="filter-bar">
        <SearchField label={props.filter.search} />
        {props.onFold === undefined ? undefined : (
          <Button
            icon="filter"
            className="narrow-only"
            isExpanded={props.isOpen ?? false}
            onPress={props.onFold}
          >
            Filter
          </Button>
        )}
        {props.children}
      </div>
      <SetChips filter={props.filter} />
    </div>
  );
}

function SetChips({ filter }: { readonly filter: Filter }): ReactNode {
  const view = useView();
  const set = chipsOf(filter).flatMap((facet) =>
    view.many(facet.name).map((value) => ({ facet, value })),
  );
  if (set.length === 0) return undefined;
  return (
    <div className="row">
      {set.map(({ facet, value }) => (
        <span className="chip" key={`${facet.name}=${value}`}>
          {facet.title}: <bdi>{saidOf(facet, value)}</bdi>
          <button
            type="button"
            aria-label={`Remove ${facet.title} ${value}`}
            onClick={() =>
              view.change(
                { [facet.name]: view.many(facet.name).filter((one) => one !== value) },
                'push',
              )
            }
          >
            <Icon name="close" size={12} />
          </button>
        </span>
      ))}
      <Button kind="plain" onPress={() => view.change(unfiltered(filter), 'push')}>
        Clear all
      </Button>
    </div>
  );
}
