import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ClusterView } from '#kube/view.ts';
import type {
  ConnectionExplanation,
  ExposureReport,
  NetworkDiff,
  NetworkMap,
  NetworkProblem,
  Ports,
} from '#model/network.ts';
import type { AssertionResult } from '#model/network-assertion.ts';
import type { GeneratedPolicies, WhatIf } from '#model/network-flow.ts';
import { assertions, parseAssertions } from '#network/assertions.ts';
import { connections } from '#network/connections.ts';
import { diff } from '#network/diff.ts';
import { explain } from '#network/explain.ts';
import { exposure } from '#network/exposure.ts';
import { parseFlows } from '#network/flows.ts';
import { generate, whatIf } from '#network/generate.ts';
import { lint } from '#network/lint.ts';
import { named } from '#network/names.ts';
import { Network, type NetworkOptions, networkOf } from '#network/network.ts';
import { tryParsePorts } from '#network/port-text.ts';
import { reachOf, whoCanReach } from '#network/reach.ts';

/** Which part of the network is asked about; everything where nothing is said. */
export interface NetworkFocus {
  /** Names of workloads, as people type them: `shop/web`, `shop/*`. */
  readonly about?: string;
  /** `443`, `udp/53`, `8000-8100`. */
  readonly port?: string;
  /** How plug-ins differ: whether policies mean pods with the network of their node, and whether blocks of addresses mean pods. */
  readonly reading?: Pick<NetworkOptions, 'hostNetwork' | 'ipBlocks'>;
  /** Only what reaches the workloads of `about`, or what they reach; absent: both. */
  readonly direction?: 'ingress' | 'egress';
  /** All connections, however many they are: for files, not for people's eyes. */
  readonly isWhole?: boolean;
}

const wholeLimit = 2_000_000;

/** Who may talk to whom. Throws `usage.invalid-argument` for names that mean nothing. */
export function askNetworkMap(view: ClusterView, focus: NetworkFocus): NetworkMap {
  const { reading } = focus;
  const network = reading === undefined ? networkOf(view) : new Network(view, reading);
  const ports =
    focus.port === undefined ? undefined : network.space.fromPorts(readPorts(focus.port));
  const { about, direction, isWhole } = focus;
  if (about !== undefined && direction !== undefined)
    return direction === 'ingress'
      ? whoCanReach(network, about, ports)
      : reachOf(network, about, ports);
  return connections(network, {
    ...(isWhole === true && { limit: wholeLimit }),
    ...(about !== undefined && { workloads: named(network, about).pods }),
    ...(ports !== undefined && { ports }),
  });
}

/** Why one may or may not talk to another, for each pair that the names mean. */
export function askWhy(
  view: ClusterView,
  [source, target]: readonly [string, string],
  port: string | undefined,
): readonly ConnectionExplanation[] {
  return explain(networkOf(view), source, target, port === undefined ? undefined : readPorts(port));
}

/** Connections that two states treat differently. */
export function askNetworkDiff(before: ClusterView, after: ClusterView): NetworkDiff {
  return diff(before, after);
}

/** How far each workload can be reached. */
export function askExposure(view: ClusterView): ExposureReport {
  return exposure(networkOf(view));
}

/** Whether the network keeps what a file of expectations demands. Throws `input.malformed` with the line. */
export function askAssertions(
  view: ClusterView,
  file: { readonly path: string; readonly text: string },
): readonly AssertionResult[] {
  return assertions(networkOf(view), parseAssertions(file.text), file.path);
}

/** What is most likely not meant in the policies. */
export function askNetworkLint(view: ClusterView): readonly NetworkProblem[] {
  return lint(networkOf(view));
}

/** A file of flows that were seen: JSON lines of ours or of Hubble, or CSV. */
export interface FlowFile {
  readonly path: string;
  readonly text: string;
}

/** Least-privilege policies for what was seen and what manifests announce. Throws `input.malformed` for flows that are none. */
export function askPolicies(
  view: ClusterView,
  flows: FlowFile | undefined,
  { namespaces, onlySeen }: { readonly namespaces: readonly string[]; readonly onlySeen: boolean },
): GeneratedPolicies {
  return generate(view, {
    ...(flows && { flows: parseFlows(flows.text, flows.path) }),
    ...(namespaces.length > 0 && { namespaces }),
    isAnnouncedToo: !onlySeen,
  });
}

/** Which flows that were seen the policies of a view would deny. */
export function askWhatIf(view: ClusterView, flows: FlowFile): WhatIf {
  return whatIf(view, parseFlows(flows.text, flows.path));
}

/** `443`, `udp/53`, `8000-8100`. Throws `usage.invalid-argument`. */
function readPorts(text: string): Ports {
  const ranges = tryParsePorts(text);
  if (ranges === undefined)
    throw new CaissonError('usage.invalid-argument', `${quote(text)} is no port`, {
      hint: 'write 443, udp/53 or 8000-8100',
    });
  return { all: false, ranges };
}
