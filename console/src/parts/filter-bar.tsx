import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { useView } from './view.ts';
import { capital, shortNumber, wordOf } from './words.ts';

/** One facet: a name of the URL with the values that it can have. */
export interface Facet {
  readonly name: string;
  readonly title: string;
  readonly values: readonly string[];
  /** Said instead of the value itself. */
  readonly words?: Readonly<Record<string, string>>;
}

/** Counts by facet and value, as the server answers them. */
export type FacetCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

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
  readonly search: string;
  readonly facets: readonly Facet[];
  readonly isOpen?: boolean;
  readonly onFold?: () => void;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="stack">
      <div className="filter-bar">
        <SearchField label={props.search} />
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
      <SetChips facets={props.facets} />
    </div>
  );
}

function SetChips({ facets }: { readonly facets: readonly Facet[] }): ReactNode {
  const view = useView();
  const set = facets.flatMap((facet) => view.many(facet.name).map((value) => ({ facet, value })));
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
      <Button
        kind="plain"
        onPress={() =>
          view.change(
            Object.fromEntries([
              ...facets.map((facet) => [facet.name, undefined] as const),
              ['q', undefined],
            ]),
            'push',
          )
        }
      >
        Clear all
      </Button>
    </div>
  );
}

/** The facets with their counts, each value a box to tick. */
export function Facets(props: {
  readonly facets: readonly Facet[];
  readonly counts: FacetCounts | undefined;
  readonly isFolded: boolean;
  /** Shown above the facets. */
  readonly before?: ReactNode;
}): ReactNode {
  return (
    <aside className="facets" aria-label="Filter" data-folded={props.isFolded}>
      {props.before}
      {props.facets.map((facet) => (
        <FacetGroup key={facet.name} facet={facet} counts={props.counts?.[facet.name]} />
      ))}
    </aside>
  );
}

function FacetGroup(props: {
  readonly facet: Facet;
  readonly counts: Readonly<Record<string, number>> | undefined;
}): ReactNode {
  const view = useView();
  const { facet } = props;
  const set = view.many(facet.name);
  return (
    <fieldset className="facet">
      <legend>{facet.title}</legend>
      {facet.values.map((value) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={set.includes(value)}
            onChange={(event) => {
              const others = set.filter((one) => one !== value);
              view.change(
                { [facet.name]: event.currentTarget.checked ? [...others, value] : others },
                'push',
              );
            }}
          />
          <span>{saidOf(facet, value)}</span>
          <span className="n">
            {props.counts === undefined ? '' : shortNumber(props.counts[value] ?? 0)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function saidOf(facet: Facet, value: string): string {
  return facet.words?.[value] ?? capital(wordOf(value));
}
