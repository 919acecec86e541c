import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { Icon } from '../parts/icon.tsx';
import { visible } from '../parts/name.tsx';
import { useGo } from '../parts/view.ts';
import { addressOfHit, type Hit, iconOf, useHits } from './search-hits.ts';

/** Finds anything by name, and goes to pages: `/` puts the cursor here. */
export function GlobalSearch(): ReactNode {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { hits, none } = useHits(text);
  const go = useGo();
  useSlash(field);
  function type(next: string): void {
    setText(next);
    setAt(0);
    setOpen(true);
  }
  function choose(hit: Hit | undefined): void {
    if (hit === undefined) return;
    setOpen(false);
    setText('');
    field.current?.blur();
    go(addressOfHit(hit));
  }
  function onKey(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined)
      setAt((before) => (before + step + hits.length) % Math.max(1, hits.length));
    else if (event.key === 'Enter') choose(hits[at]);
    else if (event.key === 'Escape') setOpen(false);
    else return;
    event.preventDefault();
  }
  const isShown = isOpen && text.trim() !== '';
  return (
    <div className="search-box" onBlur={(event) => isLeft(event) && setOpen(false)}>
      <span className="field-icon">
        <Icon name="search" />
      </span>
      <input
        ref={field}
        className="input"
        role="combobox"
        aria-label="Search everything"
        aria-expanded={isShown}
        aria-controls={`${id}hits`}
        aria-autocomplete="list"
        aria-activedescendant={isShown && hits.length > 0 ? `${id}hit${at}` : undefined}
        placeholder="Search images, CVEs, workloads, pages"
        maxLength={200}
        value={text}
        onFocus={() => setOpen(true)}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <kbd aria-hidden="true">/</kbd>
      <HitList id={id} hits={hits} none={none} at={at} isShown={isShown} onChoose={choose} />
    </div>
  );
}

function isLeft(event: FocusEvent): boolean {
  return !event.currentTarget.contains(event.relatedTarget);
}

function HitList(props: {
  readonly id: string;
  readonly hits: readonly Hit[];
  /** Said where there is none. */
  readonly none: string;
  readonly at: number;
  readonly isShown: boolean;
  readonly onChoose: (hit: Hit) => void;
}): ReactNode {
  return (
    <div
      className="hits"
      role="listbox"
      id={`${props.id}hits`}
      aria-label="Results"
      hidden={!props.isShown}
    >
      {props.hits.map((hit, at) => (
        <div
          key={`${at} ${hit.kind} ${hit.id}`}
          id={`${props.id}hit${at}`}
          role="option"
          aria-selected={at === props.at}
          className="hit"
          onPointerDown={(event) => {
            event.preventDefault();
            props.onChoose(hit);
          }}
        >
          <Icon name={iconOf(hit.kind)} />
          <span className="two">
            <bdi>{visible(hit.title)}</bdi>
            {hit.detail === undefined ? undefined : (
              <bdi className="quiet small"> {visible(hit.detail)}</bdi>
            )}
          </span>
          <span className="quiet small">{hit.kind}</span>
        </div>
      ))}
      {props.hits.length === 0 ? <p className="hit quiet">{props.none}</p> : undefined}
    </div>
  );
}

function useSlash(field: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent): void {
      const isTyping =
        event.target instanceof Element &&
        event.target.closest('input, textarea, select, [contenteditable]') !== null;
      const isPalette = event.key === 'k' && (event.ctrlKey || event.metaKey);
      if (!isPalette && (event.key !== '/' || isTyping)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [field]);
}
