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
import type { Policy, PortRequest, Rule } from './policy.ts';
import type { PortSet, PortSpace } from './ports.ts';
import { type Segment, type Stage, stagesOf } from './stages.ts';
import type { PeerSet, Universe } from './universe.ts';
import type { ContainerPort } from './workloads.ts';

/** What policies allow one kind of subject in one direction: of pods and of addresses outside. */
export interface Row {
  readonly pods: readonly Cell[];
  readonly addresses: readonly Cell[];
}

type Side = 'pods' | 'addresses';

/** What is asked about one kind of subject. */
interface Question {
  readonly direction: Direction;
  /** Ports of the subject. */
  readonly own: readonly ContainerPort[];
  readonly kind: Side;
}

/** A policy's rules for one direction with what they mean, made once. */
interface Ready {
  readonly policy: Policy;
  readonly rules: readonly ReadyRule[];
  readonly isolates: boolean;
  readonly usesNames: boolean;
  /** Some rules are for some of the subjects alone. */
  readonly isParted: boolean;
}
interface ReadyRule {
  readonly rule: Rule;
  readonly peers: PeerSet;
  /** Numbered ports; names are resolved on the destination. */
  readonly ports: PortSet;
  readonly own: Bits | undefined;
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
    const all = selecting.flatMap((at) => this.#ready[direction][at] ?? []);
    const usesNames = direction === 'ingress' && all.some((one) => one.usesNames);
    const isParted = all.some((one) => one.isParted);
    const ports = usesNames ? (this.#universe.workloads[workload]?.ports ?? []) : [];
    const own = isParted ? `@${workload}` : '';
    const key = `${direction}:${selecting.join(',')}${spell(ports)}${own}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const ready = isParted ? all.map((one) => partFor(one, workload)) : all;
    const meaning = meaningOf(direction, ready, ports);
    const made = this.#rows.get(meaning) ?? this.#make(direction, ready, ports);
    this.#rows.set(key, made);
    this.#rows.set(meaning, made);
    return made;
  }

  #make(direction: Direction, ready: readonly Ready[], own: readonly ContainerPort[]): Row {
    const asked = stagesOf(ready, ({ policy }) => policy);
    return {
      pods: this.#decide(asked, { direction, own, kind: 'pods' }),
      addresses: this.#decide(asked, { direction, own, kind: 'addresses' }),
    };
  }

  #decide(asked: readonly Stage<Ready>[], question: Question): readonly Cell[] {
    const { none, all } = this.#space;
    const peers = this.#everybody(question.kind);
    let cells: readonly TierCell[] = [{ peers, undecided: all, passed: none, allowed: none }];
    for (const stage of asked) {
      const isIsolated = stage.items.some(({ isolates }) => isolates);
      for (const segment of stage.segments)
        cells = this.#ask(cells, segment, question, isIsolated && stage.segments.length === 1);
      cells = cells.map((cell) => closed(cell, isIsolated, this.#space));
    }
    return byPorts(
      cells.map((cell) => ({
        peers: cell.peers,
        ports: this.#space.union(cell.allowed, cell.undecided),
      })),
    );
  }

  /** What policies of a segment do. `isLast`: nobody else decides on what they leave, which is denied. */
  #ask(
    cells: readonly TierCell[],
    { isOrdered, items }: Segment<Ready>,
    question: Question,
    isLast: boolean,
  ): readonly TierCell[] {
    const entries = this.#entriesFor(items, question);
    if (isOrdered) return applyTier(cells, entries, this.#space);
    const { allow = [], deny = [] } = Object.groupBy(entries, ({ action }) => action);
    // What one of them denies (Cilium) no other allows.
    const left = applyTier(cells, deny, this.#space);
    const opened = unionOf(allow, this.#space);
    if (isLast) return combine(left, opened, this.#space);
    const opening = opened.map((cell) => ({ ...cell, action: 'allow' as const }));
    return applyTier(left, opening, this.#space);
  }

  #entriesFor(ready: readonly Ready[], { direction, own, kind }: Question): readonly TierEntry[] {
    return ready
      .flatMap(({ rules }) => rules)
      .flatMap((rule) =>
        direction === 'ingress' ? [this.#received(rule, kind, own)] : this.#sent(rule, kind),
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
      isParted: side.rules.some(({ own }) => own !== undefined),
      rules: side.rules.map((rule) => {
        const peers = this.#universe.peersOf(rule.peers);
        const ports =
          rule.ports.ranges === 'all' ? this.#space.all : this.#space.of(rule.ports.ranges);
        const names = rule.ports.names.map(({ name, protocol }) => `${protocol ?? ''}/${name}`);
        return {
          rule,
          peers,
          ports,
          own: rule.own && this.#universe.peersOf(rule.own).pods,
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

/** A policy without the rules that are for other subjects. */
function partFor(ready: Ready, workload: number): Ready {
  return { ...ready, rules: ready.rules.filter(({ own }) => own?.has(workload) ?? true) };
}

/** At the end of a stage: what is passed on is asked of the next, with what is undecided, unless that is denied. */
function closed(cell: TierCell, isIsolated: boolean, space: PortSpace): TierCell {
  const { undecided, passed } = cell;
  return {
    ...cell,
    undecided: isIsolated ? passed : space.union(undecided, passed),
    passed: space.none,
  };
}

/** The same for policies that together do the same: where what they allow adds up, neither order nor repetitions matter. */
function meaningOf(
  direction: Direction,
  ready: readonly Ready[],
  own: readonly ContainerPort[],
): string {
  const lines = [`=${direction}${spell(own)}`];
  for (const { items, segments } of stagesOf(ready, ({ policy }) => policy)) {
    lines.push(String(items.some(({ isolates }) => isolates)));
    for (const segment of segments) {
      const keys = segment.items.flatMap(({ rules }) => rules.map(({ key }) => key));
      const kept = segment.isOrdered ? keys : [...new Set(keys)].sort();
      lines.push(`${segment.isOrdered ? '>' : '+'}${kept.join('|')}`);
    }
  }
  return lines.join('\n');
}

function spell(ports: readonly ContainerPort[]): string {
  return ports.map(({ name, protocol, port }) => `;${name}/${protocol}/${port}`).join('');
}

/** Closes what is undecided but for what is opened. */
function combine(
  left: readonly TierCell[],
  opened: readonly Cell[],
  space: PortSpace,
): readonly TierCell[] {
  const cells: TierCell[] = [];
  for (const cell of left) {
    let rest = cell.peers;
    for (const { peers, ports } of opened) {
      const both = rest.and(peers);
      if (both.isEmpty) continue;
      rest = rest.without(both);
      const allowed = space.union(cell.allowed, space.intersect(cell.undecided, ports));
      cells.push({ peers: both, undecided: space.none, passed: cell.passed, allowed });
    }
    if (!rest.isEmpty) cells.push({ ...cell, peers: rest, undecided: space.none });
  }
  return cells;
}
