import type { ReactNode } from 'react';
import { Badge, type Tone } from '../../parts/badges.tsx';

const profiles: Readonly<Record<string, readonly [Tone, string]>> = {
  none: ['negligible', 'no profile'],
  learning: ['low', 'learning'],
  active: ['good', 'profile active'],
};

/** Whether the sensor sees a workload, and how far it knows what is normal for it. */
export function Watched(props: { readonly watched: boolean; readonly profile: string }): ReactNode {
  if (!props.watched) return <Badge tone="unknown">not watched</Badge>;
  const [tone, word] = profiles[props.profile] ?? (['unknown', props.profile] as const);
  return <Badge tone={tone}>{word}</Badge>;
}
