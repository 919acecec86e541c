import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { JsonOperation } from '../api/call.ts';
import { useFresh } from '../api/live.ts';
import { numberText } from './words.ts';

/** “14 new”: lists do not move under the hand; what is new is told, and shown when it is asked for. */
export function FreshBar(props: {
  /** Kinds of changes that concern this list, such as `finding.`. */
  readonly kinds: readonly string[];
  readonly reads: readonly JsonOperation[];
}): ReactNode {
  const client = useQueryClient();
  const fresh = useFresh(props.kinds);
  if (fresh.count === 0) return undefined;
  return (
    <div className="fresh">
      <button
        type="button"
        onClick={() => {
          fresh.clear();
          for (const id of props.reads) void client.invalidateQueries({ queryKey: [id] });
        }}
      >
        {numberText(fresh.count)} new · show
      </button>
    </div>
  );
}
