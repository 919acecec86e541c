import type { NetworkConnection } from '#model/network.ts';

/** The objects on the way in, and what other layers demand: `Ingress web > Service web`. */
export function viaWord({ via = [], restrictions = [] }: NetworkConnection): string {
  const chains = via.map(({ objects }) =>
    objects.map(({ object }) => `${object.kind} ${object.name}`).join(' > '),
  );
  return [...new Set([...chains, ...restrictions])].join('; ');
}
