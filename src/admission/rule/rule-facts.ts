import type { Json, JsonObject } from '#model/json-value.ts';
import type { PodSecurityLevel, PodSecurityViolation } from '#model/pod-security.ts';

/** What rules may ask beyond the request. */
export interface RuleFacts {
  readonly configMap: (namespace: string, name: string) => JsonObject | undefined;
  /** An entry of the global context, or a projection of it. */
  readonly global: (name: string, projection: string) => Json | undefined;
  /** The answer that was declared for a call of an API. */
  readonly apiCall: (method: string, url: string) => Json | undefined;
  /** Values that a test gives to variables, by dotted name. */
  readonly variables: (rule: RuleName) => ReadonlyMap<string, Json>;
  readonly podSecurity?: PodSecurityEngine;
}

export interface RuleName {
  readonly policy: string;
  readonly rule: string;
  readonly object: string;
}

/** The Pod Security Standards: what a level of a minor version refuses of the JSON of a Pod. */
export type PodSecurityEngine = (
  level: PodSecurityLevel,
  minor: number,
  pod: JsonObject,
) => readonly PodSecurityViolation[];
