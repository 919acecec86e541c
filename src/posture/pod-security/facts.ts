import { fieldOf, textOf } from '#kube/json.ts';
import type { Container, PodTemplate } from '#kube/pods.ts';
import type { Json } from '#model/json-value.ts';
import type { PodSecurityPlace } from '#model/pod-security.ts';

/** A pod as the controls look at it. */
export interface PodFacts {
  readonly pod: PodTemplate;
  /** Minor version of the standards: `36` of 1.36. */
  readonly minor: number;
  /** `spec.securityContext`. */
  readonly security: Json | undefined;
  readonly containers: readonly ContainerFacts[];
  readonly isWindows: boolean;
  /** Users of the pod are not those of its node (`hostUsers: false`). */
  readonly hasOwnUsers: boolean;
}

export interface ContainerFacts {
  readonly container: Container;
  /** Its `securityContext`. */
  readonly security: Json | undefined;
}

export function factsOf(pod: PodTemplate, minor: number): PodFacts {
  const { spec } = pod;
  return {
    pod,
    minor,
    security: fieldOf(spec, 'securityContext'),
    containers: pod.containers.map((container) => ({
      container,
      security: fieldOf(container.body, 'securityContext'),
    })),
    isWindows: textOf(fieldOf(fieldOf(spec, 'os'), 'name')) === 'windows',
    hasOwnUsers: fieldOf(spec, 'hostUsers') === false,
  };
}

/** The security contexts that are written, the pod's first, each with what makes a place of a field below it. */
export function* contextsOf({ pod, security, containers }: PodFacts): Generator<SecurityContext> {
  if (security !== undefined)
    yield {
      security,
      place: (steps, value) => ({ field: [...pod.specPath, 'securityContext', ...steps], value }),
    };
  for (const one of containers) {
    if (one.security === undefined) continue;
    yield {
      security: one.security,
      place: (steps, value) => placeIn(one, ['securityContext', ...steps], value),
    };
  }
}

export interface SecurityContext {
  readonly security: Json;
  readonly place: (steps: readonly (string | number)[], value: string) => PodSecurityPlace;
}

/** A field of a container that says what it must not. */
export function placeIn(
  { container }: ContainerFacts,
  steps: readonly (string | number)[],
  value: string,
): PodSecurityPlace {
  return { ...lackIn({ container }, steps), value };
}

/** A field of a container that must say something and does not. */
export function lackIn(
  { container: { path, name } }: Pick<ContainerFacts, 'container'>,
  steps: readonly (string | number)[],
): PodSecurityPlace {
  return { field: [...path, ...steps], container: name };
}
