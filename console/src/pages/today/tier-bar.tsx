import type { ReactNode } from 'react';
import { Bars, type Point } from '../../parts/charts.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';

const tiers = [
  ['P0', 'critical'],
  ['P1', 'high'],
  ['P2', 'medium'],
  ['P3', 'low'],
  ['P4', 'negligible'],
] as const;

/** How many findings are open in each tier. */
export function TierBar(props: { readonly byTier: Readonly<Record<string, number>> }): ReactNode {
  const points = tiers.map(
    ([tier, tone]): Point => ({ label: tier, tone, value: props.byTier[tier] ?? 0 }),
  );
  const total = points.reduce((sum, point) => sum + point.value, 0);
  return (
    <>
      <Bars points={points} />
      <p className="small">
        <To href={addressOf('/findings')}>{numberText(total)} findings</To>
      </p>
    </>
  );
}
