import { fieldOf, isList, isObject, objectsOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { type Requirement, readSelector, type Selector } from '#kube/selector.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Direction } from '#model/network.ts';
import { allV4, allV6, tryParseCidr } from './addresses.ts';
import {
  everyone,
  everySelector,
  type Peer,
  type PodPeer,
  type Policy,
  type PolicySide,
  podPeer,
  type Rule,
  unordered,
} from './policy.ts';
import { readCiliumPorts } from './read-cilium-ports.ts';
import { addressesPeer } from './read-network-policy.ts';
import type { Report } from './read-ports.ts';

/**
 * CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy (cilium.io/v2), layers 3 and 4: one policy for `spec` and each of `specs`.
 * They add up with NetworkPolicies; what they deny nothing allows. What is not evaluated (layer 7, names, services) is reported.
 */
export function readCiliumPolicies(object: KubeObject, report: Report): readonly Policy[] {
  const specs: readonly (readonly [FieldPath, Json | undefined])[] = [
    [['spec'], fieldOf(object.body, 'spec')],
    ...objectsOf(fieldOf(object.body, 'specs')).map(([at, spec]) => [['specs', at], spec] as const),
  ];
  return specs.flatMap(([path, spec]) => {
    if (!isObject(spec)) return [];
    const selector = fieldOf(spec, 'endpointSelector');
    if (!isObject(selector)) {
      report(path, 'only policies with an endpointSelector are evaluated');
      return [];
    }
    const reader: Reader = { namespace: object.namespace, report };
    const subjectPath = [...path, 'endpointSelector'];
    return [
      {
        object,
        ...unordered,
        subject: endpointsOf(selector, subjectPath, reader),
        subjectPath,
        sides: {
          ingress: sideOf(spec, 'ingress', path, reader),
          egress: sideOf(spec, 'egress', path, reader),
        },
      },
    ];
  });
}

interface Reader {
  /** Absent for policies of the whole cluster. */
  readonly namespace: string | undefined;
  readonly report: Report;
}

/** A direction is closed once there is any rule for it, unless `enableDefaultDeny` says otherwise. */
function sideOf(
  spec: Json,
  direction: Direction,
  path: FieldPath,
  reader: Reader,
): PolicySide | undefined {
  const rules = [direction, `${direction}Deny`].flatMap((field) =>
    objectsOf(fieldOf(spec, field)).map(([at, body]) =>
      ruleOf(
        body,
        { direction, index: at, path: [...path, field, at] },
        field !== direction,
        reader,
      ),
    ),
  );
  if (rules.length === 0) return undefined;
  const isolates = valueAt(spec, ['enableDefaultDeny', direction]) !== false;
  return { rules, isolates };
}

function ruleOf(
  body: JsonObject,
  place: Pick<Rule, 'direction' | 'index' | 'path'>,
  isDeny: boolean,
  reader: Reader,
): Rule {
  const side = place.direction === 'ingress' ? 'from' : 'to';
  const path = place.path;
  const peers = peersOf(body, side, path, reader);
  return {
    ...place,
    name: undefined,
    action: isDeny ? 'deny' : 'allow',
    peers,
    ports: readCiliumPorts(fieldOf(body, 'toPorts'), [...path, 'toPorts'], reader.report),
  };
}

/** Without any field for peers a rule with ports means everybody, and one without ports nobody. */
function peersOf(body: JsonObject, side: string, path: FieldPath, reader: Reader): readonly Peer[] {
  const named = Object.keys(body).filter((key) => key.startsWith(side) && key !== 'toPorts');
  if (named.length === 0) return isList(fieldOf(body, 'toPorts')) ? [everyone] : [];
  return named.flatMap((field) => {
    const list = fieldOf(body, field);
    const place = [...path, field];
    switch (field.slice(side.length)) {
      case 'Endpoints':
        return objectsOf(list).map(([at, item]) => endpointsOf(item, [...place, at], reader));
      case 'CIDR':
        return textsOf(list).flatMap((text, at) => blockOf(text, [], [...place, at], reader));
      case 'CIDRSet':
        return objectsOf(list).flatMap(([at, item]) =>
          blockOf(
            textOf(fieldOf(item, 'cidr')) ?? '',
            textsOf(fieldOf(item, 'except')),
            [...place, at],
            reader,
          ),
        );
      case 'Entities':
        return textsOf(list).flatMap((text) => entityOf(text, place));
      default:
        reader.report(place, `${field} is not evaluated: it matches nothing here`);
        return [];
    }
  });
}

function blockOf(
  text: string,
  except: readonly string[],
  path: FieldPath,
  { report }: Reader,
): readonly Peer[] {
  const range = tryParseCidr(text);
  if (range === undefined) {
    report(path, `"${text}" is no CIDR`);
    return [];
  }
  return [
    addressesPeer(
      [range],
      except.flatMap((one) => tryParseCidr(one) ?? []),
      path,
    ),
  ];
}

/** Entities whose addresses are not known match nothing that is known. */
function entityOf(name: string, path: FieldPath): readonly Peer[] {
  if (name === 'all') return [everyone];
  if (name === 'cluster') return [podPeer(everySelector, everySelector, path)];
  if (name === 'none') return [];
  if (name.startsWith('world')) {
    const families = [
      ...(name === 'world-ipv6' ? [] : [allV4]),
      ...(name === 'world-ipv4' ? [] : [allV6]),
    ];
    return [addressesPeer(families, [], path)];
  }
  return [{ kind: 'domains', key: `d:${name}`, names: [name], path }];
}

const namespaceKey = 'io.kubernetes.pod.namespace';
const namespaceLabels = 'io.cilium.k8s.namespace.labels.';

/** Labels of identities: of the pod, of its namespace, and the namespace itself; own namespace where none is named. */
function endpointsOf(item: Json, path: FieldPath, { namespace }: Reader): PodPeer {
  const terms = (readSelector(item) ?? everySelector).requirements.map((one) => ({
    ...one,
    key: one.key.replace(/^(?:k8s|any)[:.]/, ''),
  }));
  const pods = terms.filter(({ key }) => key !== namespaceKey && !key.startsWith(namespaceLabels));
  const places = terms.flatMap((one): readonly Requirement[] => {
    if (one.key === namespaceKey) return [{ ...one, key: 'kubernetes.io/metadata.name' }];
    return one.key.startsWith(namespaceLabels)
      ? [{ ...one, key: one.key.slice(namespaceLabels.length) }]
      : [];
  });
  const where: Selector | string =
    places.length === 0 && namespace !== undefined ? namespace : { requirements: places };
  return podPeer(where, { requirements: pods }, path);
}
