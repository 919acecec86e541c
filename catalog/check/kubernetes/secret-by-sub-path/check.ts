import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, objectsOf, textOf } from '#kube/json.ts';
import type { Container } from '#kube/pods.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const secrets = objectsOf(fieldOf(pod.spec, 'volumes')).filter(([, one]) =>
      isObject(fieldOf(one, 'secret')),
    );
    const names = secrets.map(([, one]) => fieldOf(one, 'name'));
    for (const container of pod.containers) yield* inMounts(container, names);
  }
}

function* inMounts(
  { name, body, path }: Container,
  secrets: readonly unknown[],
): Iterable<Violation> {
  for (const [at, mount] of objectsOf(fieldOf(body, 'volumeMounts'))) {
    const volume = textOf(fieldOf(mount, 'name')) ?? '';
    if (typeof fieldOf(mount, 'subPath') !== 'string' || !secrets.includes(volume)) continue;
    yield {
      message: `container "${name}" mounts a single file of "${volume}"`,
      identity: `${name} ${volume} ${at}`,
      field: [...path, 'volumeMounts', at, 'subPath'],
    };
  }
}
