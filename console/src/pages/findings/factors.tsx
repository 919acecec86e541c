import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { Badge } from '../../parts/badges.tsx';
import { Bars } from '../../parts/charts.tsx';
import { visible } from '../../parts/name.tsx';
import { Table } from '../../parts/table.tsx';
import { capital, wordOf } from '../../parts/words.ts';

type Factor = AnswerOf<'readFinding'>['factors'][number];

/** What made the tier and the score: each factor with its value, source, date, and whether it was observed or assumed. */
export function Factors(props: {
  readonly factors: readonly Factor[];
  readonly score: number;
}): ReactNode {
  if (props.factors.length === 0)
    return <p className="quiet">The scan gave no factors; the severity alone decided.</p>;
  const shares = props.factors.filter((factor) => factor.share !== undefined);
  return (
    <div className="stack">
      {shares.length === 0 ? undefined : (
        <>
          <Bars
            points={shares.map((factor) => ({
              label: capital(visible(factor.name)),
              value: Math.abs(factor.share ?? 0),
              text: `${Math.round(100 * Math.abs(factor.share ?? 0))} %`,
              tone: factor.assumed ? 'unknown' : 'accent',
            }))}
          />
          <p className="small quiet">
            Share of each factor in the score of {Math.round(props.score)} of 100, which orders
            inside the tier.
          </p>
        </>
      )}
      <Table caption="Factors of the tier" heads={['Factor', 'Value', 'Known from']}>
        {props.factors.map((factor) => (
          <tr key={factor.name}>
            <td>{capital(visible(factor.name))}</td>
            <td>
              <bdi className="strong">{visible(wordOf(factor.value))}</bdi>{' '}
              {factor.assumed ? <Badge tone="unknown">assumed</Badge> : undefined}
            </td>
            <td className="quiet">
              <bdi>{visible(factor.source)}</bdi>{' '}
              {factor.date === undefined ? '' : visible(factor.date)}
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
