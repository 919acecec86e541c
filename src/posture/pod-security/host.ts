import { fieldOf, numberOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { PodSecurityPlace } from '#model/pod-security.ts';
import type { Control } from './control.ts';
import { type ContainerFacts, contextsOf, type PodFacts, placeIn } from './facts.ts';
import { counted, listed, owners, quoted, valuesOf } from './wording.ts';

const namespaces = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

export const hostNamespaces: Control = {
  id: 'hostNamespaces',
  level: 'baseline',
  since: 0,
  find: ({ pod: { spec, specPath } }) =>
    namespaces
      .filter((name) => fieldOf(spec, name) === true)
      .map((name) => ({ field: [...specPath, name], value: name })),
  say: (places) => `the pod shares namespaces of its node: ${listed(valuesOf(places))}`,
};

export const hostPathVolumes: Control = {
  id: 'hostPathVolumes',
  level: 'baseline',
  since: 0,
  find: ({ pod: { spec, specPath } }) =>
    objectsOf(fieldOf(spec, 'volumes'))
      .filter(([, volume]) => (fieldOf(volume, 'hostPath') ?? null) !== null)
      .map(([at, volume]) => ({
        field: [...specPath, 'volumes', at, 'hostPath'],
        volume: textOf(fieldOf(volume, 'name')) ?? '',
        value: textOf(valueAt(volume, ['hostPath', 'path'])) ?? '',
      })),
  say: (places) => `${counted('volume', volumesOf(places))} show paths of the node`,
};

function volumesOf(places: readonly PodSecurityPlace[]): readonly string[] {
  return places.map(({ volume = '' }) => volume);
}

export const hostPorts: Control = {
  id: 'hostPorts',
  level: 'baseline',
  since: 0,
  find: (facts) => {
    const isDefault = fieldOf(facts.pod.spec, 'hostNetwork') === true;
    return facts.containers.flatMap((one) => portsOf(one, isDefault));
  },
  say: (places) => `${owners(places)} take ports of the node: ${listed(valuesOf(places))}`,
};

/** The API server writes `hostPort` beside each `containerPort` of a pod in the network of its node. */
function portsOf(one: ContainerFacts, isDefault: boolean): readonly PodSecurityPlace[] {
  return objectsOf(fieldOf(one.container.body, 'ports')).flatMap(([at, port]) => {
    const own = numberOf(fieldOf(port, 'hostPort')) ?? 0;
    if (own !== 0) return [placeIn(one, ['ports', at, 'hostPort'], String(own))];
    const implied = numberOf(fieldOf(port, 'containerPort')) ?? 0;
    if (!isDefault || implied === 0) return [];
    return [placeIn(one, ['ports', at, 'containerPort'], String(implied))];
  });
}

const handlers = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;

export const hostProbes: Control = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  since: 34,
  find: ({ containers }) => containers.flatMap(probeHosts),
  say: (places) =>
    `probes or hooks of ${owners(places)} connect to other hosts: ${quoted(valuesOf(places))}`,
};

function probeHosts(one: ContainerFacts): readonly PodSecurityPlace[] {
  return handlers.flatMap((path) => {
    const handler = valueAt(one.container.body, path);
    if (handler === undefined) return [];
    return ['httpGet', 'tcpSocket'].flatMap((action) => {
      const host = textOf(fieldOf(fieldOf(handler, action), 'host')) ?? '';
      return host === '' ? [] : [placeIn(one, [...path, action, 'host'], host)];
    });
  });
}

export const windowsHostProcess: Control = {
  id: 'windowsHostProcess',
  level: 'baseline',
  since: 0,
  find: findHostProcess,
  say: (places) => `${owners(places)} run as processes of the Windows node`,
};

function findHostProcess(facts: PodFacts): readonly PodSecurityPlace[] {
  const places: PodSecurityPlace[] = [];
  for (const { security, place } of contextsOf(facts)) {
    if (valueAt(security, ['windowsOptions', 'hostProcess']) === true)
      places.push(place(['windowsOptions', 'hostProcess'], 'true'));
  }
  return places;
}
