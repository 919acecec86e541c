import { nameOf } from '#kube/object.ts';
import { selects } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';
import { type AddressRange, tryParseCidr } from './addresses.ts';
import {
  type Demand,
  type MeshOperation,
  type MeshPolicy,
  type MeshRule,
  type MeshSource,
  meshPoliciesOf,
} from './istio.ts';
import { type PortSet, type PortSpace, rangesOf } from './ports.ts';
import type { NetworkWorkload } from './workloads.ts';

/** Who asks: a workload, a range of addresses, or somebody of whom nothing is known. */
export type Asker =
  | { readonly workload: NetworkWorkload }
  | { readonly range: AddressRange }
  | undefined;

/**
 * What Istio demands of connections that the network allows (security.istio.io, AuthorizationPolicy): policies that deny come
 * before those that allow, and where any allows only what they allow passes. It holds for pods that are in the mesh.
 */
export class Restrictions {
  readonly #policies: readonly MeshPolicy[];
  readonly #space: PortSpace;
  readonly #byTarget = new Map<NetworkWorkload, readonly MeshPolicy[]>();

  constructor(view: ClusterView, space: PortSpace) {
    this.#policies = meshPoliciesOf(view);
    this.#space = space;
  }

  /** One text for each policy that demands something: `AuthorizationPolicy shop/read: only GET /items`. */
  of(source: Asker, target: NetworkWorkload, ports: PortSet): readonly string[] {
    if (this.#policies.length === 0) return [];
    const policies = this.#policiesFor(target);
    const allowing = policies.filter(({ action }) => action === 'allow');
    return [
      ...policies.flatMap((policy) =>
        policy.action === 'allow' ? [] : this.#shut(policy, source, ports),
      ),
      ...this.#open(allowing, source, ports),
    ];
  }

  #policiesFor(target: NetworkWorkload): readonly MeshPolicy[] {
    const known = this.#byTarget.get(target);
    if (known !== undefined) return known;
    const found = this.#policies.filter(
      ({ namespace, pods }) =>
        (namespace === undefined || namespace === target.namespace) &&
        selects(pods, target.labels) &&
        !target.isHostNetwork,
    );
    this.#byTarget.set(target, found);
    return found;
  }

  #shut(
    { object, action, provider, rules }: MeshPolicy,
    source: Asker,
    ports: PortSet,
  ): readonly string[] {
    const demands = rules.flatMap((rule) => this.#demandsOf(rule, source, ports));
    if (demands.length === 0) return [];
    const what = demands.includes('') ? 'any request' : unique(demands).join('; ');
    const text = action === 'deny' ? `not ${what}` : `${what} as "${provider}" decides`;
    return [`${nameOf(object)}: ${action === 'deny' && what === 'any request' ? 'nothing' : text}`];
  }

  #open(policies: readonly MeshPolicy[], source: Asker, ports: PortSet): readonly string[] {
    const found = policies.map(({ object, rules }) => ({
      name: nameOf(object),
      demands: rules.flatMap((rule) => this.#demandsOf(rule, source, ports)),
    }));
    if (found.some(({ demands }) => demands.includes(''))) return [];
    const open = found.filter(({ demands }) => demands.length > 0);
    if (open.length === 0) return found.map(({ name }) => `${name}: nothing`);
    return open.map(({ name, demands }) => `${name}: only ${unique(demands).join('; ')}`);
  }

  /** What each way to fit a rule demands besides; empty where it demands nothing; none where the rule does not fit. */
  #demandsOf({ from, to, when }: MeshRule, source: Asker, ports: PortSet): readonly string[] {
    const senders = from.length === 0 ? [[]] : from.flatMap((one) => sent(one, source));
    const operations = to.length === 0 ? [[]] : to.flatMap((one) => this.#done(one, ports));
    return senders.flatMap((sender) =>
      operations.map((operation) => [...operation, ...sender, ...when].join(' ')),
    );
  }

  #done({ ports: asked, more }: MeshOperation, ports: PortSet): readonly (readonly string[])[] {
    const wanted = this.#portsOf(asked);
    const open = this.#space.intersect(ports, wanted);
    if (open === this.#space.none) return [];
    const isWhole = open === ports;
    const numbers = rangesOf(open).map(({ first, last }) =>
      first === last ? `${first}` : `${first}-${last}`,
    );
    return [[...more, ...(isWhole ? [] : [`on port ${numbers.slice(0, 10).join(', ')}`])]];
  }

  #portsOf({ any, none }: Demand): PortSet {
    const open = any.length === 0 ? this.#space.all : this.#space.of(any.map(portOf));
    return this.#space.subtract(open, this.#space.of(none.map(portOf)));
  }
}

function portOf(text: string) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return { protocol: 'TCP' as const, first: port, last: port === 0 ? -1 : port };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

/** What a source demands besides of this sender; none where it cannot be him. */
function sent(source: MeshSource, asker: Asker): readonly (readonly string[])[] {
  const { principals, namespaces, accounts, blocks, more } = source;
  if (asker === undefined) return [[...wordsOf(source), ...more]];
  if ('range' in asker) {
    const isNamed = [principals, namespaces, accounts].some(({ any }) => any.length > 0);
    return isNamed || !isWithin(blocks, asker.range) ? [] : [more];
  }
  const { workload } = asker;
  const { namespace, account } = workload;
  const fits =
    isMeant(principals, [`cluster.local/ns/${namespace}/sa/${account}`]) &&
    isMeant(namespaces, [namespace]) &&
    isMeant(accounts, [`${namespace}/${account}`, account]);
  if (!fits) return [];
  return blocksFit(blocks, workload) ? [[...blockWords(blocks, workload), ...more]] : [];
}

function isMeant({ any, none }: Demand, names: readonly string[]): boolean {
  return (any.length === 0 || isAmong(names, any)) && !isAmong(names, none);
}

function isAmong(names: readonly string[], patterns: readonly string[]): boolean {
  return patterns.some((pattern) => names.some((name) => fitsPattern(pattern, name)));
}

/** A star stands at one end, or alone for anybody. */
function fitsPattern(pattern: string, name: string): boolean {
  if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1));
  return pattern === name;
}

/** Whether an address of the range may be meant. */
function isWithin({ any, none }: Demand, range: AddressRange): boolean {
  const touches = rangesIn(any).some((one) => one.first <= range.last && one.last >= range.first);
  const isOut = rangesIn(none).some((one) => one.first <= range.first && one.last >= range.last);
  return (any.length === 0 || touches) && !isOut;
}

function rangesIn(texts: readonly string[]): readonly AddressRange[] {
  return texts.flatMap((one) => tryParseCidr(one) ?? []);
}

function blocksFit(blocks: Demand, { podAddresses }: NetworkWorkload): boolean {
  const ranges = rangesIn(podAddresses);
  return ranges.length === 0 || ranges.some((range) => isWithin(blocks, range));
}

function blockWords({ any, none }: Demand, { podAddresses }: NetworkWorkload): readonly string[] {
  if (podAddresses.length > 0) return [];
  return [
    ...(any.length === 0 ? [] : [`from ${any.join(', ')}`]),
    ...(none.length === 0 ? [] : [`not from ${none.join(', ')}`]),
  ];
}

function wordsOf({ principals, namespaces, accounts, blocks }: MeshSource): readonly string[] {
  return [
    ['principal', principals],
    ['namespace', namespaces],
    ['service account', accounts],
    ['address', blocks],
  ].flatMap(([what, demand]) => {
    if (typeof what !== 'string' || typeof demand === 'string' || demand === undefined) return [];
    return [
      ...(demand.any.length === 0 ? [] : [`from ${what} ${demand.any.join(', ')}`]),
      ...(demand.none.length === 0 ? [] : [`not from ${what} ${demand.none.join(', ')}`]),
    ];
  });
}
