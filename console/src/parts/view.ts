import { useLocation, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { history } from './history.ts';

/** Values of the URL by name; a name can have several. `undefined` and an empty list take a name away. */
export type ViewChange = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The state of a page: all of it stands in the URL, so that a link, “back” and a colleague see the same. */
export interface View {
  readonly one: (name: string) => string | undefined;
  readonly many: (name: string) => readonly string[];
  /** Those of the values that the URL names; others are as if they were not there. */
  readonly among: <Value extends string>(name: string, values: readonly Value[]) => Value[];
  /** The whole search, without `?`. */
  readonly text: string;
  /** Changes some names and keeps the others; `push` makes a step that “back” undoes. */
  readonly change: (change: ViewChange, step?: 'push' | 'replace') => void;
}

/** Reads and changes the state of this page. */
export function useView(): View {
  const { searchStr, pathname } = useLocationText();
  return useMemo(() => {
    const search = new URLSearchParams(searchStr);
    return {
      one: (name) => search.get(name) ?? undefined,
      many: (name) => search.getAll(name),
      among: (name, values) => values.filter((value) => search.getAll(name).includes(value)),
      text: search.toString(),
      change: (change, step = 'replace') => {
        const next = searchText(new URLSearchParams(globalThis.location.search), change);
        history[step](`${pathname}${next}`);
      },
    };
  }, [searchStr, pathname]);
}

/** The order that the URL names, or the first, which is not named; for the head of a grid. */
export function useSort<Sort extends string>(
  sorts: readonly [Sort, ...Sort[]],
): { readonly sort: Sort; readonly onSort: (sort: string) => void } {
  const view = useView();
  const [first] = sorts;
  return {
    sort: sorts.find((one) => one === view.one('sort')) ?? first,
    onSort: (sort) => view.change({ sort: sort === first ? undefined : sort }),
  };
}

/** The row of a list that a panel shows: “back” closes the panel, however many rows it went through. */
export function useOpenRow(): {
  readonly openId: string | undefined;
  readonly onOpen: (row: { readonly id: string }) => void;
  readonly close: () => void;
} {
  const view = useView();
  const openId = view.one('open');
  return {
    openId,
    onOpen: ({ id }) => view.change({ open: id }, openId === undefined ? 'push' : 'replace'),
    close: () => view.change({ open: undefined }),
  };
}

/** Goes to an address of the console. */
export function useGo(): (href: string) => void {
  return goTo;
}

function goTo(href: string): void {
  history.push(href);
}

/** A part of the path: of `/images/$id` the `id`. */
export function usePathPart(name: string): string {
  const parts: unknown = useParams({ strict: false });
  const value: unknown =
    typeof parts === 'object' && parts !== null ? Reflect.get(parts, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** `?…` of a search with changes made to it; names stay in order. */
function searchText(search: URLSearchParams, change: ViewChange): string {
  for (const [name, value] of Object.entries(change)) {
    search.delete(name);
    for (const one of typeof value === 'string' ? [value] : (value ?? []))
      if (one !== '') search.append(name, one);
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** Address of a page with a search. */
export function addressOf(path: string, change: ViewChange = {}): string {
  return `${path}${searchText(new URLSearchParams(), change)}`;
}

function useLocationText(): { readonly searchStr: string; readonly pathname: string } {
  // The router re-renders on every move of the history; the text itself is the browser's own.
  const href = useLocation({ select: (location) => location.href });
  const [pathname = '/', searchStr = ''] = href.split(/\?(.*)/su);
  return { pathname: pathname.split('#')[0] ?? '/', searchStr: searchStr.split('#')[0] ?? '' };
}
