import { fieldOf, isObject, numberOf, objectsOf, textOf } from '#kube/json.ts';
import type { Container } from '#kube/pods.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { isLongRunning } from './controller.ts';

const probeNames = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
export type ProbeName = (typeof probeNames)[number];

/** `undefined` where it is not written. */
export function probeOf({ body }: Container, name: ProbeName): JsonObject | undefined {
  const probe = fieldOf(body, name);
  return isObject(probe) ? probe : undefined;
}

/** A port that a probe asks, by number or name, with its place from the container. */
export interface ProbedPort {
  readonly probe: ProbeName;
  readonly port: string | number;
  readonly steps: FieldPath;
}

/** The ports of the container itself that its probes ask; those of other hosts are left out. */
export function probedPorts(container: Container): readonly ProbedPort[] {
  return probeNames.flatMap((probe) => {
    const body = probeOf(container, probe);
    if (body === undefined) return [];
    return ['httpGet', 'tcpSocket', 'grpc'].flatMap((action) => {
      const handler = fieldOf(body, action);
      const port = fieldOf(handler, 'port');
      const isElsewhere = (textOf(fieldOf(handler, 'host')) ?? '') !== '';
      if (isElsewhere || (typeof port !== 'number' && typeof port !== 'string')) return [];
      return [{ probe, port, steps: [probe, action, 'port'] }];
    });
  });
}

/** A port that a container declares. */
export interface DeclaredPort {
  readonly name: string;
  readonly number: number | undefined;
  readonly protocol: string;
  readonly body: JsonObject;
  readonly steps: FieldPath;
}

export function portsOf({ body }: Container): readonly DeclaredPort[] {
  return objectsOf(fieldOf(body, 'ports')).map(([at, port]) => ({
    name: textOf(fieldOf(port, 'name')) ?? '',
    number: numberOf(fieldOf(port, 'containerPort')),
    protocol: textOf(fieldOf(port, 'protocol')) ?? 'TCP',
    body: port,
    steps: ['ports', at],
  }));
}

/** Whether a first probe asks the very same as a second and gives up no later. */
export function isSameProbe(a: JsonObject, b: JsonObject): boolean {
  return actionOf(a) === actionOf(b) && patience(a) <= patience(b);
}

function actionOf(probe: JsonObject): string {
  return ['httpGet', 'tcpSocket', 'grpc', 'exec']
    .map((action) => ordered(fieldOf(probe, action)))
    .join('|');
}

/** Seconds of failing before anything happens (defaults of the API: every 10 s, 3 times). */
function patience(probe: JsonObject): number {
  const period = numberOf(fieldOf(probe, 'periodSeconds')) ?? 10;
  return period * (numberOf(fieldOf(probe, 'failureThreshold')) ?? 3);
}

function ordered(value: Json | undefined): string {
  if (!isObject(value)) return JSON.stringify(value ?? null);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Containers of pods that run until somebody stops them, without a probe: those with ports, and all where no container of the pod
 * has such a probe. Helpers beside a program that is probed are left out.
 */
export function containersWithoutProbe(
  { object, pods }: ObjectSubject,
  name: ProbeName,
): readonly Container[] {
  return pods
    .filter((pod) => isLongRunning(object, pod))
    .flatMap(({ containers }) => {
      const regular = containers.filter(({ type }) => type === 'regular');
      const without = regular.filter((one) => probeOf(one, name) === undefined);
      if (without.length === regular.length) return without;
      return without.filter((one) => portsOf(one).length > 0);
    });
}
