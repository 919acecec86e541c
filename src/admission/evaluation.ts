import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { Surroundings } from './judge.ts';
import type { Request } from './request.ts';
import type { PolicyFacts } from './surroundings.ts';
import type { Verdict } from './verdict.ts';

/** A request that a policy judges, and what is known besides. */
export interface Evaluation {
  readonly request: Request;
  readonly surroundings: Surroundings;
  /** `null` for what belongs to the whole cluster. */
  readonly namespaceObject: Json;
  readonly now: Date;
  readonly facts: PolicyFacts;
  /** Everything that is known: parameters, config maps, what may be copied. */
  readonly objects: readonly KubeObject[];
}

export interface Evaluated {
  /** `undefined`: the policy has nothing to say of the object. */
  readonly verdict: Verdict | undefined;
  readonly cost: number;
}
