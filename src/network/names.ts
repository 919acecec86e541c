import { CaissonError } from '#kit/error.ts';
import { type AddressRange, hasPublicAddress, tryParseCidr } from './addresses.ts';
import { Bits } from './bits.ts';
import { distanceOf } from './near-labels.ts';
import type { Network } from './network.ts';
import type { NetworkWorkload } from './workloads.ts';

/** Whom a text means: workloads and imagined pods by number, pieces of the address space. */
export interface Named {
  readonly text: string;
  readonly pods: Bits;
  readonly addresses: Bits;
  /** The addresses as they were typed, where they may be less than the pieces. */
  readonly range?: AddressRange;
}

/**
 * Finds what people type: `shop/web`, `shop/Deployment/web`, `deployment/web`, `web`, `shop/*`, `*` (all workloads), `everyone` (outside too), `internet`
 * (public addresses), `outside` (all addresses), `10.0.0.0/8`, `10.1.2.3`, `{ingress-controller}`. Throws `usage.invalid-argument`
 * with a hint for what means nothing.
 */
export function named(network: Network, text: string): Named {
  const found = tryNamed(network, text.trim());
  if (!isNobody(found)) return found;
  const near = nearest(text, network.workloads);
  throw new CaissonError(
    'usage.invalid-argument',
    `there is no workload ${JSON.stringify(text)} here`,
    {
      hint:
        near === undefined
          ? 'write namespace/name, namespace/Kind/name, an address, a CIDR or "internet"'
          : `did you mean ${JSON.stringify(near)}?`,
    },
  );
}

/** Whether a text means nothing. */
export function isNobody({ pods, addresses }: Named): boolean {
  return pods.isEmpty && addresses.isEmpty;
}

/** As `named`; nobody for what means nothing. */
export function tryNamed(network: Network, text: string): Named {
  const { universe, workloads } = network;
  const { addresses } = universe;
  if (text === '*' || text === 'all') {
    return { text, pods: Bits.range(0, workloads.length), addresses: Bits.none };
  }
  if (text === 'everyone') return { text, pods: universe.everyPod, addresses: addresses.all };
  if (text === 'internet' || text === 'outside' || text === 'external') {
    const pieces = [...addresses.all].filter(
      (piece) => text !== 'internet' || hasPublicAddress(addresses.rangeOf(piece)),
    );
    return { text, pods: Bits.none, addresses: Bits.of(pieces) };
  }
  const imagined = universe.imagined.findIndex(({ id }) => id === text || id === `{${text}}`);
  if (imagined !== -1)
    return { text, pods: Bits.of([workloads.length + imagined]), addresses: Bits.none };
  const range = tryParseCidr(text);
  if (range !== undefined)
    return { text, pods: podsAt(network, text), addresses: addresses.within(range), range };
  return { text, pods: Bits.of(matching(workloads, text)), addresses: Bits.none };
}

/** A single address may be that of a pod, where the input knows it. */
function podsAt({ workloads }: Network, text: string): Bits {
  const found = workloads.filter(({ podAddresses }) => podAddresses.includes(text));
  return Bits.of(found.map(({ index }) => index));
}

function matching(workloads: readonly NetworkWorkload[], text: string): readonly number[] {
  const wanted = withoutBrackets(text).split('/');
  const exact = workloads.filter((one) => one.id === text || one.id.startsWith(`${text}#`));
  const found = exact.length > 0 ? exact : workloads.filter((one) => isMeant(one, wanted));
  return found.map(({ index }) => index);
}

/** `shop/web[Deployment]` is another way to write `shop/Deployment/web`. */
function withoutBrackets(text: string): string {
  const match = /^([^/[\]]+)\/([^/[\]]+)\[([^/[\]]+)\]$/.exec(text);
  return match === null ? text : `${match[1]}/${match[3]}/${match[2]}`;
}

/** `name`, `namespace/name`, `kind/name` or `namespace/kind/name`. */
function isMeant({ namespace, kind, name }: NetworkWorkload, wanted: readonly string[]): boolean {
  return readingsOf(wanted).some(
    (one) => fits(one.namespace, namespace) && isKind(one.kind, kind) && fits(one.name, name),
  );
}

interface Reading {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

function readingsOf([
  first = '',
  second = '',
  third,
  ...more
]: readonly string[]): readonly Reading[] {
  if (more.length > 0) return [];
  if (third !== undefined) return [{ namespace: first, kind: second, name: third }];
  if (second === '') return [{ namespace: '*', kind: '*', name: first }];
  return [
    { namespace: first, kind: '*', name: second },
    { namespace: '*', kind: first, name: second },
  ];
}

function isKind(text: string, kind: string): boolean {
  return text === '*' || text.toLowerCase() === kind.toLowerCase();
}

function fits(pattern: string, text: string): boolean {
  return pattern === '*' || pattern === text;
}

/** Workloads that a misspelt name is compared with, and the longest name that is. */
const maxCompared = 20_000;
const longest = 200;
/** Slips that a hint overlooks. */
const mostSlips = 4;

/** What was probably meant, in the form in which it was typed. */
function nearest(text: string, workloads: readonly NetworkWorkload[]): string | undefined {
  const wanted = withoutBrackets(text).toLowerCase();
  if (wanted.length > longest) return undefined;
  const compared = workloads.slice(0, maxCompared);
  const forms = compared.flatMap((one) => formsOf(one, wanted.split('/').length));
  const near = nearestForm(wanted, forms);
  if (near !== undefined) return near;
  const name = wanted.slice(wanted.lastIndexOf('/') + 1);
  const namesake = compared.find((one) => one.name.toLowerCase() === name);
  return namesake && `${namesake.namespace}/${namesake.name}`;
}

function nearestForm(wanted: string, forms: readonly Form[]): string | undefined {
  let limit = Math.min(mostSlips, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  let best: string | undefined;
  for (const [written, form] of forms) {
    const distance = distanceOf(wanted, written.toLowerCase(), limit - 1);
    if (distance >= limit) continue;
    limit = distance;
    best = form;
  }
  return best;
}

/** What is compared, and what is offered. */
type Form = readonly [string, string];

/** The names of a workload that have so many parts, with what is offered for each. */
function formsOf({ id, namespace, kind, name }: NetworkWorkload, parts: number): readonly Form[] {
  if (parts === 1)
    return [
      [name, name],
      [namespace, `${namespace}/*`],
    ];
  const pairs = [`${namespace}/${name}`, `${kind}/${name}`, `${namespace}/*`];
  const found = parts === 2 ? pairs : [id];
  return parts > 3 ? [] : found.map((form) => [form, form]);
}
