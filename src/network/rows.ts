import type { Direction } from '#model/network.ts';
import { protocols } from '#model/network.ts';
import type { Bits } from './bits.ts';
import {
  applyTier,
  byPorts,
  type Cell,
  type TierCell,
  type TierEntry,
  unionOf,
} from './partition.ts';
import { type Policy, type PortRequest, type Rule } from './policy.ts';
import type { PortSet, PortSpace } from './ports.ts';
import type { PeerSet, Universe } from './universe.ts';
import type { ContainerPort } from './workloads.ts';

/** What policies allow one kind of subject in one direction: of pods and of addresses outside. */
export interface Row {
  readonly pods: readonly Cell[];
  readonly addresses: readonly Cell[];
  /** Whether any policy of a namespace or of an admin tier speaks of it. */
  readonly isProtected: boolean;
}

type Side = 'pods' | 'addresses';

/** A policy's rules for one direction with what they mean, made once. */
interface Ready {
  readonly policy: Policy;
  readonly rules: readonly ReadyRule[];
  readonly isolates: boolean;
  readonly usesNames: boolean;
}
interface ReadyRule {
  readonly rule: Rule;
  readonly peers: PeerSet;
  /** Numbered ports; names are resolved on the destination. */
  readonly ports: PortSet;
  /** The same for rules that do the same. */
  readonly key: string;
}

/** Computes rows; workloads that the same policies select share one. */
export class Rows {
  readonly #universe: Universe;
  readonly #space: PortSpace;
  readonly #selecting: Readonly<Record<Direction, readonly (readonly number[])[]>>;
  readonly #ready: Readonly<Record<Direction, readonly (Ready | undefined)[]>>;
  readonly #rows = new Map<string, Row>();
  readonly #rowOf: Readonly<Record<Direction, (Row | undefined)[]>> = { ingress: [], egress: [] };
  readonly #open: Row;
  readonly policies: readonly Policy[];

  constructor(universe: Universe, policies: readonly Policy[], space: PortSpace) {
    this.#universe = universe;
    this.#space = space;
    this.policies = policies;
    this.#ready = {
      ingress: policies.map((policy) => this.#prepare(policy, 'ingress')),
      egress: policies.map((policy) => this.#prepare(policy, 'egress')),
    };
    this.#selecting = this.#select();
    this.#open = {
      pods: [{ peers: universe.everyPod, ports: space.all }],
      addresses: [{ peers: universe.addresses.all, ports: space.all }],
      isProtected: false,
    };
  }

  /** What a workload may reach (`egress`) or be reached by (`ingress`), each by the policies of its own side. */
  rowOf(direction: Direction, workload: number): Row {
    const rows = this.#rowOf[direction];
    const known = rows[workload];
    if (known !== undefined) return known;
    const made = this.#find(direction, workload);
    rows[workload] = made;
    return made;
  }

  /** Numbers of the policies that select a workload and speak of a direction, in the order in which they are asked. */
  policiesOf(direction: Direction, workload: number): readonly number[] {
    return this.#selecting[direction][workload] ?? [];
  }

  #find(direction: Direction, workload: number): Row {
    const selecting = this.policiesOf(direction, workload);
    if (selecting.length === 0) return this.#open;
    const usesNames =
      direction === 'ingress' &&
      selecting.some((at) => this.#ready.ingress[at]?.usesNames === true);
    const ports = this.#universe.workloads[workload]?.ports ?? [];
    const key = `${direction}:${selecting.join(',')}${usesNames ? spell(ports) : ''}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const ready = selecting.flatMap((at) => this.#ready[direction][at] ?? []);
    const meaning = meaningOf(direction, ready, usesNames ? ports : []);
    const made = this.#rows.get(meaning) ?? this.#make(direction, ready, ports);
    this.#rows.set(key, made);
    this.#rows.set(meaning, made);
    return made;
  }

  #make(direction: Direction, ready: readonly Ready[], own: readonly ContainerPort[]): Row {
    const layers = Object.groupBy(ready, ({ policy }) => policy.tier);
    const entriesOf = this.#entriesFor.bind(this, direction, own);
    return {
      pods: this.#decide(layers, entriesOf, 'pods'),
      addresses: this.#decide(layers, entriesOf, 'addresses'),
      isProtected: layers.admin !== undefined || layers.namespace !== undefined,
    };
  }

  #entriesFor(
    direction: Direction,
    own: readonly ContainerPort[],
    kind: Side,
    side: readonly Ready[] | undefined,
  ): readonly TierEntry[] {
    const rules = side?.flatMap((one) => one.rules) ?? [];
    return rules.flatMap((rule) =>
      direction === 'ingress' ? [this.#received(rule, kind, own)] : this.#sent(rule, kind),
    );
  }

  #decide(
    layers: Readonly<Partial<Record<Policy['tier'], readonly Ready[]>>>,
    entriesOf: (kind: Side, side: readonly Ready[] | undefined) => readonly TierEntry[],
    kind: Side,
  ): readonly Cell[] {
    const space = this.#space;
    const { none } = space;
    const start: TierCell = {
      peers: this.#everybody(kind),
      undecided: space.all,
      passed: none,
      allowed: none,
    };
    const admin = applyTier([start], entriesOf(kind, layers.admin), space);
    const isIsolated = layers.namespace?.some(({ isolates }) => isolates) ?? false;
    const own = Object.groupBy(entriesOf(kind, layers.namespace), ({ action }) => action);
    const opened = unionOf(own.allow ?? [], space);
    if (isIsolated && layers.admin === undefined && own.deny === undefined) return opened;
    const open = admin.map((cell) => ({
      ...cell,
      undecided: space.union(cell.undecided, cell.passed),
      passed: none,
    }));
    // What a policy of a namespace denies (Cilium) no other of them allows, whether or not it isolates.
    const left = applyTier(open, own.deny ?? [], space);
    if (isIsolated) return combine(left, opened, space);
    const baseline = applyTier(left, entriesOf(kind, layers.baseline), space);
    return byPorts(
      baseline.map(({ peers, undecided, passed, allowed }) => ({
        peers,
        ports: space.unionOf([allowed, undecided, passed]),
      })),
    );
  }

  #everybody(kind: Side): Bits {
    return kind === 'pods' ? this.#universe.everyPod : this.#universe.addresses.all;
  }

  /** What a rule for ingress means: names of ports are those of the subject itself. */
  #received(
    { rule, peers, ports }: ReadyRule,
    kind: Side,
    own: readonly ContainerPort[],
  ): TierEntry {
    const named = rule.ports.names.length === 0 ? ports : this.namedPorts(rule.ports, own);
    return { action: rule.action, peers: peers[kind], ports: this.#space.union(ports, named) };
  }

  /** What a rule for egress means: one entry for the numbered ports, and one for each number that a name has somewhere. */
  #sent({ rule, peers, ports }: ReadyRule, kind: Side): readonly TierEntry[] {
    const { action } = rule;
    const entries: TierEntry[] = [{ action, peers: peers[kind], ports }];
    if (kind === 'addresses' || peers.pods.isEmpty) return entries;
    const wanted = rule.ports.names.flatMap(({ name, protocol }) =>
      (protocol === undefined ? protocols : [protocol]).map((one) => [name, one] as const),
    );
    for (const [name, protocol] of wanted)
      for (const [port, pods] of this.#universe.podsWithPort(name, protocol)) {
        const named = this.#space.of([{ protocol, first: port, last: port }]);
        entries.push({ action, peers: peers.pods.and(pods), ports: named });
      }
    return entries;
  }

  /** The numbers that the names of a request have on a pod. */
  namedPorts({ names }: PortRequest, own: readonly ContainerPort[]): PortSet {
    const found = names.flatMap(({ name, protocol }) =>
      own.filter((port) => port.name === name && (protocol ?? port.protocol) === port.protocol),
    );
    return this.#space.of(
      found.map(({ protocol, port }) => ({ protocol, first: port, last: port })),
    );
  }

  #prepare({ sides, ...policy }: Policy, direction: Direction): Ready | undefined {
    const side = sides[direction];
    if (side === undefined) return undefined;
    return {
      policy: { ...policy, sides },
      isolates: side.isolates,
      usesNames: side.rules.some(({ ports }) => ports.names.length > 0),
      rules: side.rules.map((rule) => {
        const peers = this.#universe.peersOf(rule.peers);
        const ports =
          rule.ports.ranges === 'all' ? this.#space.all : this.#space.of(rule.ports.ranges);
        const names = rule.ports.names.map(({ name, protocol }) => `${protocol ?? ''}/${name}`);
        return {
          rule,
          peers,
          ports,
          key: `${rule.action} ${peers.id} ${ports.id} ${names.join()}`,
        };
      }),
    };
  }

  #select(): Readonly<Record<Direction, readonly (readonly number[])[]>> {
    const ingress: number[][] = this.#universe.workloads.map(() => []);
    const egress: number[][] = this.#universe.workloads.map(() => []);
    for (const [at, { subject, sides }] of this.policies.entries()) {
      const pods = this.#universe.podsOf(subject);
      if (sides.ingress !== undefined) pods.each((pod) => ingress[pod]?.push(at));
      if (sides.egress !== undefined) pods.each((pod) => egress[pod]?.push(at));
    }
    return { ingress, egress };
  }
}

/** The same for policies that together do the same: in a namespace neither their order nor repetitions matter. */
function meaningOf(
  direction: Direction,
  ready: readonly Ready[],
  own: readonly ContainerPort[],
): string {
  const ordered = ready.filter(({ policy }) => policy.tier !== 'namespace');
  const others = ready.filter(({ policy }) => policy.tier === 'namespace');
  const keys = others.flatMap(({ rules }) => rules.map(({ key }) => key));
  return [
    `=${direction}${spell(own)}`,
    ...ordered.map(
      ({ policy, rules }) => `${policy.tier}:${rules.map(({ key }) => key).join('|')}`,
    ),
    others.length === 0 ? '-' : String(others.some(({ isolates }) => isolates)),
    [...new Set(keys)].sort().join('|'),
  ].join('\n');
}

function spell(ports: readonly ContainerPort[]): string {
  return ports.map(({ name, protocol, port }) => `;${name}/${protocol}/${port}`).join('');
}

/** What an admin tier allows, with what policies of the namespace allow of the rest. */
function combine(
  admin: readonly TierCell[],
  ofNamespace: readonly Cell[],
  space: PortSpace,
): readonly Cell[] {
  const cells: Cell[] = [];
  for (const { peers, undecided, allowed } of admin) {
    let rest = peers;
    for (const cell of ofNamespace) {
      const both = rest.and(cell.peers);
      if (both.isEmpty) continue;
      rest = rest.without(both);
      cells.push({
        peers: both,
        ports: space.union(allowed, space.intersect(undecided, cell.ports)),
      });
    }
    cells.push({ peers: rest, ports: allowed });
  }
  return byPorts(cells);
}
