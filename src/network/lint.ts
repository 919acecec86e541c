import { locate, referenceOf } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import {
  type NetworkProblem,
  type NetworkProblemKind,
  networkProblemKinds,
} from '#model/network.ts';
import { dnsProblems } from './lint-dns.ts';
import { entryProblems, wantedProblems } from './lint-entries.ts';
import { redundancyProblems } from './lint-redundant.ts';
import { portProblems, selectorProblems } from './lint-selectors.ts';
import { type Network, networkOf } from './network.ts';

/** What in the policies is most likely not meant, most certain kinds first. */
export function lint(network: Network): readonly NetworkProblem[] {
  return [
    ...invalid(network),
    ...selectorProblems(network),
    ...portProblems(network),
    ...redundancyProblems(network),
    ...dnsProblems(network),
    ...entryProblems(network),
    ...wantedProblems(network),
  ].sort((a, b) => networkProblemKinds.indexOf(a.kind) - networkProblemKinds.indexOf(b.kind));
}

/** Problems of one kind of a view, judged once for all kinds. */
export function problemsOf(view: ClusterView, kind: NetworkProblemKind): readonly NetworkProblem[] {
  const all = view.memo('network problems', () =>
    Map.groupBy(lint(networkOf(view)), (problem) => problem.kind),
  );
  return all.get(kind) ?? [];
}

function invalid({ problems }: Network): readonly NetworkProblem[] {
  return problems.map(({ object, path, text }) => ({
    kind: 'invalid',
    text,
    object: referenceOf(object),
    location: locate(object, path),
    field: path,
    related: [],
  }));
}
