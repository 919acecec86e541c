import { nameOf } from '#kube/object.ts';
import type {
  Direction,
  DirectionExplanation,
  ExplanationStep,
  NetworkLayer,
  RuleMiss,
} from '#model/network.ts';
import { describePeer, formatPorts } from './describe.ts';
import type { End } from './explain.ts';
import type { Network } from './network.ts';
import { type Policy, type Rule, ruleReference, sideReference } from './policy.ts';
import type { PortSet } from './ports.ts';
import { type Stage, stagesOf } from './stages.ts';
import { isFor } from './verdict.ts';

interface Asked {
  readonly direction: Direction;
  readonly subject: number;
  readonly other: End;
}

/** Asks policy by policy who decides on which ports. Independent of the sets that maps are computed with. */
export class Inquiry {
  readonly #network: Network;
  readonly #wanted: PortSet;

  constructor(network: Network, wanted: PortSet) {
    this.#network = network;
    this.#wanted = wanted;
  }

  /** One direction, decided by the policies of `subject`. */
  ask(direction: Direction, subject: End, other: End): DirectionExplanation {
    const { workloads, space } = this.#network;
    const workload = subject.pod === undefined ? undefined : workloads[subject.pod];
    if (workload === undefined)
      return { direction, allowed: space.toPorts(this.#wanted), steps: [], misses: [] };
    if (workload.isHostNetwork) {
      const text = 'pods with the network of their node are not subject to policies';
      const steps = [this.#step('system', 'allow', this.#wanted, { rules: [], text })];
      return {
        direction,
        subject: workload.id,
        allowed: space.toPorts(this.#wanted),
        steps,
        misses: [],
      };
    }
    const asked = { direction, subject: workload.index, other };
    return { direction, subject: workload.id, ...this.#decide(asked) };
  }

  #decide(asked: Asked): Pick<DirectionExplanation, 'allowed' | 'steps' | 'misses'> {
    const { space } = this.#network;
    const policies = this.#network.policiesOf(asked.direction, asked.subject);
    const steps: ExplanationStep[] = [];
    const misses: RuleMiss[] = [];
    let left = this.#wanted;
    let allowed = space.none;
    for (const stage of stagesOf(policies, (policy) => policy)) {
      const found = this.#stage(stage, asked, left);
      steps.push(...found.steps);
      if (found.denied !== space.none) misses.push(...this.#misses(stage.items, asked, left));
      left = found.left;
      allowed = space.union(allowed, found.allowed);
    }
    if (left !== space.none) {
      const text = `no policy restricts ${asked.direction} for ${this.#format(left)}`;
      steps.push(this.#step('default', 'allow', left, { rules: [], text }));
    }
    return { allowed: space.toPorts(space.union(allowed, left)), steps, misses };
  }

  /** What one stage decides. `left` is asked of the next. */
  #stage({ tier, items, segments }: Stage<Policy>, asked: Asked, start: PortSet) {
    const { space } = this.#network;
    const steps: ExplanationStep[] = [];
    let undecided = start;
    let passed = space.none;
    let allowed = space.none;
    for (const { isOrdered, items: policies } of segments) {
      const found = isOrdered
        ? this.#inOrder(tier, policies, asked, undecided)
        : this.#together(policies, asked, undecided);
      steps.push(...found.steps);
      undecided = found.undecided;
      passed = space.union(passed, found.passed);
      allowed = space.union(allowed, found.allowed);
    }
    const isIsolated = items.some(({ sides }) => sides[asked.direction]?.isolates === true);
    if (!isIsolated)
      return { steps, allowed, denied: space.none, left: space.union(undecided, passed) };
    if (undecided !== space.none) steps.push(this.#unmatched(tier, items, asked, undecided));
    return { steps, allowed, denied: space.subtract(start, allowed), left: passed };
  }

  /** Policies with an order: the first rule that matches decides. */
  #inOrder(tier: Policy['tier'], policies: readonly Policy[], asked: Asked, start: PortSet) {
    const { space } = this.#network;
    const steps: ExplanationStep[] = [];
    let undecided = start;
    let passed = space.none;
    let allowed = space.none;
    for (const { policy, rule } of this.#rulesFor(policies, asked)) {
      const ports = space.intersect(undecided, this.#portsOf(rule, asked));
      if (ports === space.none) continue;
      undecided = space.subtract(undecided, ports);
      if (rule.action === 'pass') passed = space.union(passed, ports);
      if (rule.action === 'allow') allowed = space.union(allowed, ports);
      const text = `${ruleName(policy, rule)} says ${rule.action} for ${this.#format(ports)}`;
      const rules = [ruleReference(policy, rule)];
      steps.push(this.#step(tier, rule.action, ports, { rules, text }));
    }
    return { steps, undecided, passed, allowed };
  }

  /** Policies whose rules add up; what one of them denies (Cilium) no other allows. */
  #together(policies: readonly Policy[], asked: Asked, start: PortSet) {
    const { space } = this.#network;
    const matching = this.#rulesFor(policies, asked)
      .map((one) => ({ ...one, ports: space.intersect(start, this.#portsOf(one.rule, asked)) }))
      .filter(({ ports }) => ports !== space.none);
    const open = matching.filter(({ rule }) => rule.action === 'allow');
    const shut = matching.filter(({ rule }) => rule.action === 'deny');
    const denied = space.unionOf(shut.map(({ ports }) => ports));
    const allowed = space.subtract(space.unionOf(open.map(({ ports }) => ports)), denied);
    const steps: ExplanationStep[] = [];
    if (denied !== space.none) steps.push(this.#bySome('deny', denied, shut));
    if (allowed !== space.none) steps.push(this.#bySome('allow', allowed, open));
    const undecided = space.subtract(start, space.union(allowed, denied));
    return { steps, undecided, passed: space.none, allowed };
  }

  /** The end of a stage whose policies deny what none of them speaks of. */
  #unmatched(
    tier: Policy['tier'],
    policies: readonly Policy[],
    { direction }: Asked,
    rest: PortSet,
  ): ExplanationStep {
    const names = [...new Set(policies.map(({ object }) => nameOf(object)))].join(', ');
    return this.#step(tier, 'deny', rest, {
      rules: policies.map((policy) => sideReference(policy, direction)),
      text: `selected by ${names}, of whose rules none allows ${this.#format(rest)}`,
    });
  }

  /** Rules for this subject that mean the other side. */
  #rulesFor(policies: readonly Policy[], { direction, subject, other }: Asked) {
    return policies.flatMap((policy) =>
      (policy.sides[direction]?.rules ?? [])
        .filter((rule) => isFor(rule, subject, this.#network) && this.#means(rule, other))
        .map((rule) => ({ policy, rule })),
    );
  }

  #bySome(
    verdict: 'allow' | 'deny',
    ports: PortSet,
    found: readonly { readonly policy: Policy; readonly rule: Rule }[],
  ): ExplanationStep {
    const names = found.map(({ policy, rule }) => ruleName(policy, rule)).join(', ');
    return this.#step('namespace', verdict, ports, {
      rules: found.map(({ policy, rule }) => ruleReference(policy, rule)),
      text: `${names}: ${verdict} ${this.#format(ports)}`,
    });
  }

  #misses(policies: readonly Policy[], asked: Asked, left: PortSet): readonly RuleMiss[] {
    return policies.flatMap((policy): readonly RuleMiss[] => {
      const rules = policy.sides[asked.direction]?.rules ?? [];
      if (rules.length === 0) {
        const rule = sideReference(policy, asked.direction);
        const text = `${nameOf(policy.object)} has no rule for ${asked.direction}`;
        return [{ rule, reason: 'no-rules', text }];
      }
      return rules
        .filter(({ action }) => action === 'allow')
        .flatMap((rule) => this.#miss(policy, rule, asked, left) ?? []);
    });
  }

  #miss(policy: Policy, rule: Rule, asked: Asked, left: PortSet): RuleMiss | undefined {
    const { space } = this.#network;
    const reference = ruleReference(policy, rule);
    const name = ruleName(policy, rule);
    if (!this.#means(rule, asked.other)) {
      const who = rule.peers.map(describePeer).join('; ');
      const text = `${name} speaks of ${who === '' ? 'nobody' : who}: ${asked.other.peer.id} is not among them`;
      return { rule: reference, reason: 'peer', text };
    }
    const ports = this.#portsOf(rule, asked);
    if (space.intersect(ports, left) === left) return undefined;
    const text = `${name} means ${asked.other.peer.id}, but only ${this.#format(ports)}`;
    return { rule: reference, reason: 'port', text };
  }

  #means({ peers }: Rule, { pod, piece }: End): boolean {
    const set = this.#network.universe.peersOf(peers);
    if (pod !== undefined) return set.pods.has(pod);
    return piece !== undefined && set.addresses.has(piece);
  }

  /** Names of ports are those of the pod that is connected to. */
  #portsOf({ ports }: Rule, { direction, subject, other }: Asked): PortSet {
    const { space, workloads } = this.#network;
    if (ports.ranges === 'all') return space.all;
    const receiver = direction === 'ingress' ? workloads[subject] : workloads[other.pod ?? -1];
    const named = ports.names.flatMap(({ name, protocol }) =>
      (receiver?.ports ?? []).filter(
        (port) => port.name === name && (protocol ?? port.protocol) === port.protocol,
      ),
    );
    const numbers = named.map(({ protocol, port }) => ({ protocol, first: port, last: port }));
    return space.of([...ports.ranges, ...numbers]);
  }

  #step(
    layer: NetworkLayer,
    verdict: ExplanationStep['verdict'],
    ports: PortSet,
    more: Pick<ExplanationStep, 'rules' | 'text'>,
  ): ExplanationStep {
    return { layer, verdict, ports: this.#network.space.toPorts(ports), ...more };
  }

  #format(ports: PortSet): string {
    return formatPorts(this.#network.space.toPorts(ports));
  }
}

function ruleName({ object }: Policy, { direction, index, name }: Rule): string {
  const label = name === undefined ? '' : ` ("${name}")`;
  return `${nameOf(object)} ${direction} rule ${index + 1}${label}`;
}
