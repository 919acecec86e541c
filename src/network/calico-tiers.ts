import { fieldOf, numberOf, textOf } from '#kube/json.ts';
import type { ClusterView } from '#kube/view.ts';
import { calicoObjects } from './calico-world.ts';
import { type Policy, stages } from './policy.ts';
import type { Report } from './read-ports.ts';

/** Where the policies of a tier of Calico are asked, and what happens to what they do not speak of. */
export interface CalicoTier {
  readonly tier: Policy['tier'];
  readonly stage: number;
  readonly isDenying: boolean;
}

/** Tiers that stand for those of Kubernetes, by the names that Calico gives them. */
const builtIn: ReadonlyMap<string, keyof typeof stages> = new Map([
  ['kube-admin', 'admin'],
  ['adminnetworkpolicy', 'admin'],
  ['default', 'namespace'],
  ['kube-baseline', 'baseline'],
  ['baselineadminnetworkpolicy', 'baseline'],
]);

/** A place for tiers without an order, behind all others. */
const last = 2 ** 40;
/** Between tiers of the same order, which are asked by name. */
const step = 2 ** -10;

/** The tiers of a cluster. */
export class CalicoTiers {
  readonly #known: ReadonlyMap<string, CalicoTier>;

  constructor(view: ClusterView) {
    const tiers = calicoObjects(view, 'Tier').map(({ name, body }) => {
      const spec = fieldOf(body, 'spec');
      return {
        name,
        order: numberOf(fieldOf(spec, 'order')) ?? last,
        isDenying: textOf(fieldOf(spec, 'defaultAction')) !== 'Pass',
      };
    });
    const own = tiers.filter(({ name }) => !builtIn.has(name));
    const byOrder = Map.groupBy(own, ({ order }) => order);
    this.#known = new Map([
      ...[...builtIn].map(
        ([name, tier]) =>
          [name, { tier, stage: stages[tier], isDenying: tier === 'namespace' }] as const,
      ),
      ...[...byOrder.values()].flatMap((equal) =>
        equal
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(({ name, order, isDenying }, at) => {
            const stage = order + (at - equal.length) * step;
            return [name, { tier: tierAt(stage), stage, isDenying }] as const;
          }),
      ),
    ]);
  }

  /** A tier by its name; one that is not here is taken to stand before the policies of namespaces. */
  find(name: string, report: Report): CalicoTier {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    report(
      ['spec', 'tier'],
      `there is no tier ${JSON.stringify(name)}: it is taken for one before all others`,
    );
    return { tier: 'admin', stage: 0, isDenying: true };
  }
}

function tierAt(stage: number): Policy['tier'] {
  if (stage === stages.namespace) return 'namespace';
  return stage < stages.namespace ? 'admin' : 'baseline';
}
