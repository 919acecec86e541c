import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import type { Permission } from '#wire/permission.ts';
import type { AnswerOf, RequestOf } from '#wire/routes.ts';
import { type CallRequest, call, type JsonOperation } from './call.ts';
import type { ApiProblem } from './problem.ts';
import { may, type Session, sessionStore } from './session.ts';

/** Operations whose answer is a page of a list. */
export type ListOperation = {
  [Id in JsonOperation]: AnswerOf<Id> extends Page<unknown> ? Id : never;
}[JsonOperation];

interface Page<Row> {
  readonly items: readonly Row[];
  readonly next?: string | undefined;
  readonly total?: number | undefined;
  readonly estimated?: boolean | undefined;
}

/** A row of a list operation. */
export type RowOf<Id extends ListOperation> =
  AnswerOf<Id> extends Page<unknown> ? AnswerOf<Id>['items'][number] : never;

/** The signed-in session. */
export function useSession(): Session | undefined {
  return useSyncExternalStore(sessionStore.subscribe, sessionStore.get);
}

/** Whether a control for this permission makes sense to show. */
export function useMay(permission: Permission): boolean {
  return may(useSession(), permission);
}

/** Reads an operation; the answer of the last request stays until the new one is there. */
export function useRead<Id extends JsonOperation>(
  id: Id,
  request: RequestOf<Id> = {},
  options: { readonly enabled?: boolean; readonly everyMs?: number } = {},
): UseQueryResult<AnswerOf<Id>, ApiProblem> {
  return useQuery<AnswerOf<Id>, ApiProblem>({
    queryKey: [id, request],
    queryFn: ({ signal }) => call(id, { ...request, signal } as CallRequest<Id>),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
  });
}

/** A list as far as it was scrolled. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly total: number | undefined;
  readonly estimated: boolean;
  readonly isLoading: boolean;
  readonly isStale: boolean;
  readonly isMore: boolean;
  readonly problem: ApiProblem | undefined;
  readonly more: () => void;
  readonly again: () => void;
}

/** Reads a list page by page; `more` fetches the next. */
export function useRows<Id extends ListOperation>(
  id: Id,
  request: RequestOf<Id> = {},
  options: { readonly limit?: number; readonly enabled?: boolean } = {},
): Rows<RowOf<Id>> {
  const pages = useInfiniteQuery<
    Page<RowOf<Id>>,
    ApiProblem,
    { pages: Page<RowOf<Id>>[] },
    readonly unknown[],
    string
  >({
    queryKey: [id, 'rows', request, options.limit],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(request.query as object | undefined),
        limit: options.limit ?? 100,
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      const page: unknown = await call(id, { ...request, query, signal } as CallRequest<Id>);
      return page as Page<RowOf<Id>>;
    },
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const first = pages.data?.pages[0];
  return {
    rows,
    total: first?.total,
    estimated: first?.estimated ?? false,
    isLoading: pages.isPending,
    isStale: pages.isPlaceholderData,
    isMore: pages.hasNextPage,
    problem: pages.error ?? undefined,
    more: () => {
      if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
    },
    again: () => void pages.refetch(),
  };
}

/** Calls an operation that changes something, then reads anew what `touches` names. */
export function useAct<Id extends JsonOperation>(
  id: Id,
  touches: readonly JsonOperation[] = [],
): UseMutationResult<AnswerOf<Id>, ApiProblem, RequestOf<Id>> {
  const client = useQueryClient();
  return useMutation<AnswerOf<Id>, ApiProblem, RequestOf<Id>>({
    mutationFn: (request) => call(id, request as CallRequest<Id>),
    onSuccess: async () => {
      await Promise.all(touches.map((one) => client.invalidateQueries({ queryKey: [one] })));
    },
  });
}
