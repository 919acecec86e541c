import type { ReactNode } from 'react';
import { type RowOf, type Rows, useMay } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { countOf, numberText } from '../../parts/words.ts';
import type { FindingQuery } from './finding-filter.ts';

type Finding = RowOf<'listFindings'>;

/** What somebody wants to do: an exception covers findings that are shown, the rest is about ids or a whole filter. */
export type Wish =
  | { readonly kind: 'except'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'acknowledge' | 'reopen' | 'assign' | 'comment';
      readonly ids?: readonly string[];
      readonly filter?: FindingQuery;
      readonly version?: number;
    };

/** What can be done with the selected findings, or with all that the filter has. */
export function BulkBar(props: {
  readonly rows: Rows<Finding>;
  readonly selected: ReadonlySet<string>;
  readonly onClear: () => void;
  readonly onWish: (wish: Wish) => void;
  readonly query: FindingQuery;
}): ReactNode {
  const { rows, selected } = props;
  const mayDecide = useMay('finding.decide');
  const mayExcept = useMay('exception.request');
  if (selected.size === 0) return undefined;
  const isAll = selected.size === rows.rows.length && rows.isMore;
  const chosen = rows.rows.filter((row) => selected.has(row.id));
  const aim = { ids: [...selected].slice(0, 500) };
  return (
    <div className="bulk" role="region" aria-label="Selected findings">
      <span className="strong" role="status">
        {countOf(selected.size, 'finding')} selected
      </span>
      {mayDecide ? (
        <>
          <Button onPress={() => props.onWish({ kind: 'acknowledge', ...aim })}>Acknowledge</Button>
          <Button onPress={() => props.onWish({ kind: 'assign', ...aim })}>Assign</Button>
          <Button onPress={() => props.onWish({ kind: 'reopen', ...aim })}>Reopen</Button>
        </>
      ) : undefined}
      {mayExcept && chosen.length > 0 ? (
        <Button onPress={() => props.onWish({ kind: 'except', findings: chosen })}>
          Exception
        </Button>
      ) : undefined}
      {isAll && mayDecide ? (
        <Button
          kind="plain"
          onPress={() => props.onWish({ kind: 'acknowledge', filter: props.query })}
        >
          Acknowledge all {rows.total === undefined ? '' : numberText(rows.total)} of this filter
        </Button>
      ) : undefined}
      <Button kind="plain" icon="close" label="Clear the selection" onPress={props.onClear} />
    </div>
  );
}
