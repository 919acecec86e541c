import { CaissonError } from '#kit/error.ts';
import type { NetworkConnection, PortRange } from '#model/network.ts';
import type { AssertionResult } from '#model/network-assertion.ts';
import { formatPorts } from './describe.ts';
import { type End, endsOf } from './explain.ts';
import { isNobody, type Named, tryNamed } from './names.ts';
import type { Network } from './network.ts';
import { portsFor } from './partition.ts';
import { tryParsePorts } from './port-text.ts';
import type { PortSet } from './ports.ts';

/** One line of a file of expectations. */
export interface Assertion {
  readonly line: number;
  readonly text: string;
  readonly isAllowed: boolean;
  readonly source: string;
  readonly target: string;
  readonly ports: readonly PortRange[] | 'all';
  /** Sources that may all the same. */
  readonly except: readonly string[];
}

const maxCounterexamples = 20;

/**
 * Reads expectations: one a line, `allow SOURCE -> TARGET[:PORTS]` or `deny SOURCE -> TARGET[:PORTS] [except NAME, NAME]`, where
 * ports are `8080`, `80,443`, `8000-8080`, `udp/53`; `#` begins a comment. `*` is every workload;
 * in what is denied also everybody outside. Throws `input.malformed` with the line.
 */
export function parseAssertions(text: string): readonly Assertion[] {
  return text.split('\n').flatMap((raw, at) => {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    return line === '' ? [] : [parseLine(line, at + 1)];
  });
}

function parseLine(text: string, line: number): Assertion {
  const [head = '', except = ''] = text.split(/\sexcept\s/, 2);
  const arrow = head.indexOf('->');
  const verb = /^(allow|deny)\s/.exec(head);
  if (arrow === -1 || verb === null)
    throw new CaissonError(
      'input.malformed',
      `line ${line} is no expectation: ${JSON.stringify(text.slice(0, 200))}`,
      {
        hint: 'write "allow SOURCE -> TARGET:PORT" or "deny SOURCE -> TARGET except NAME"',
      },
    );
  const { name, ports } = splitPorts(head.slice(arrow + 2).trim(), line);
  return {
    line,
    text,
    isAllowed: verb[1] === 'allow',
    source: head.slice(verb[0].length, arrow).trim(),
    target: name,
    ports,
    except: except
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  };
}

function splitPorts(
  text: string,
  line: number,
): { readonly name: string; readonly ports: Assertion['ports'] } {
  const colon = text.lastIndexOf(':');
  const isAddress = text.indexOf(':') !== colon || colon === -1;
  if (isAddress && !/^\[.*\]:/.test(text)) return { name: text, ports: 'all' };
  const name = text.slice(0, colon).replace(/^\[|\]$/g, '');
  const ports = tryParsePorts(text.slice(colon + 1));
  if (ports !== undefined) return { name, ports };
  const wrong = JSON.stringify(text.slice(colon + 1, colon + 50));
  throw new CaissonError('input.malformed', `line ${line}: ${wrong} is no list of ports`);
}

/** Judges every expectation. A name that means nothing breaks it, so that a renamed workload does not pass unseen. */
export function assertions(
  network: Network,
  expected: readonly Assertion[],
  path: string,
): readonly AssertionResult[] {
  return expected.map((one) => {
    const location = { path, line: one.line };
    const names = [one.source, one.target, ...one.except].map((name) => ({
      name,
      found: tryNamed(network, name),
    }));
    const unknown = names.filter(({ found }) => isNobody(found));
    if (unknown.length > 0) {
      const message = `nothing here is called ${unknown.map(({ name }) => JSON.stringify(name)).join(', ')}`;
      return { location, text: one.text, isKept: false, counterexamples: [], message };
    }
    const [source, target, ...except] = names.map(({ found }) => found);
    if (source === undefined || target === undefined)
      throw new CaissonError('internal.bug', 'no names');
    return { location, text: one.text, ...judge(network, one, { source, target, except }) };
  });
}

interface Names {
  readonly source: Named;
  readonly target: Named;
  readonly except: readonly Named[];
}

function judge(
  network: Network,
  { isAllowed, ports }: Assertion,
  { source, target, except }: Names,
): Pick<AssertionResult, 'isKept' | 'counterexamples' | 'message'> {
  const { space } = network;
  const wanted = ports === 'all' ? space.all : space.of(ports);
  const counterexamples: NetworkConnection[] = [];
  let count = 0;
  for (const [from, to] of pairsOf(network, source, target, except)) {
    const open = space.intersect(between(network, from, to), wanted);
    const wrong = isAllowed ? missing(network, open, wanted, ports === 'all') : open;
    if (wrong === space.none) continue;
    count += 1;
    if (counterexamples.length < maxCounterexamples)
      counterexamples.push({
        source: from.peer.id,
        target: to.peer.id,
        ports: space.toPorts(wrong),
      });
  }
  const [first] = counterexamples;
  const what = isAllowed ? 'may not talk on' : 'may talk on';
  return {
    isKept: count === 0,
    counterexamples,
    message:
      first === undefined
        ? 'kept'
        : `${first.source} ${what} ${formatPorts(first.ports)} to ${first.target}${count > 1 ? `, and ${count - 1} more` : ''}`,
  };
}

/** Without ports any open one is enough; with ports all of them must be. */
function missing({ space }: Network, open: PortSet, wanted: PortSet, isAny: boolean): PortSet {
  if (isAny) return open === space.none ? wanted : space.none;
  return space.subtract(wanted, open);
}

function* pairsOf(
  network: Network,
  source: Named,
  target: Named,
  except: readonly Named[],
): Iterable<readonly [End, End]> {
  const targets = endsOf(network, target);
  for (const from of endsOf(network, source)) {
    if (except.some((one) => isAmong(one, from))) continue;
    for (const to of targets) {
      const isPair = from.pod !== undefined || to.pod !== undefined;
      if (isPair && (from.pod === undefined || from.pod !== to.pod)) yield [from, to];
    }
  }
}

function isAmong({ pods, addresses }: Named, { pod, piece }: End): boolean {
  if (pod !== undefined) return pods.has(pod);
  return piece !== undefined && addresses.has(piece);
}

/** Ports that are open between two ends. */
export function between(network: Network, from: End, to: End): PortSet {
  const { none } = network.space;
  if (from.pod !== undefined && to.pod !== undefined) return network.between(from.pod, to.pod);
  if (from.pod !== undefined)
    return portsFor(network.rowOf('egress', from.pod).addresses, to.piece ?? -1, none);
  return portsFor(network.rowOf('ingress', to.pod ?? 0).addresses, from.piece ?? -1, none);
}
