import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { RequestOf } from '#wire/routes.ts';
import { useRead } from '../../api/hooks.ts';
import { numberText } from '../../parts/words.ts';

const everyMs = 3000;
const most = 100;

/** Asks for what is newer than the list and says how much there is; the list itself never moves under the hand. */
export function NewestEvents(props: {
  readonly query: NonNullable<RequestOf<'listEvents'>['query']>;
  readonly newest: number;
}): ReactNode {
  const client = useQueryClient();
  const read = useRead(
    'listEvents',
    { query: { ...props.query, from: Math.floor(props.newest) + 1, limit: most } },
    { everyMs },
  );
  const count = (read.data?.items ?? []).filter((one) => one.time > props.newest).length;
  if (count === 0)
    return (
      <p className="small quiet" role="status">
        Live: nothing new.
      </p>
    );
  return (
    <div className="fresh">
      <button
        type="button"
        onClick={() => void client.invalidateQueries({ queryKey: ['listEvents'] })}
      >
        {count >= most ? `more than ${numberText(most - 1)}` : numberText(count)} new · show
      </button>
    </div>
  );
}
