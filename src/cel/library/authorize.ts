import { CelError } from '../value.ts';
import { attempt } from './attempt.ts';
import { parseFieldSelector } from './field-selector-text.ts';
import { parseLabelSelector, type SelectorRequirement } from './label-selector-text.ts';

/** Who asks: the user of the request or a service account. */
export interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: ReadonlyMap<string, readonly string[]>;
}

/** May this user do this verb to a path that is no resource, like `/healthz`? */
interface PathAuthorization {
  readonly type: 'path';
  readonly user: UserInfo;
  readonly verb: string;
  readonly path: string;
}

/** May this user do this verb to these resources, of any version? Empty strings are what was not asked about: no namespace is the cluster. */
interface ResourceAuthorization extends Selectors {
  readonly type: 'resource';
  readonly user: UserInfo;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** What an expression asks: about a path or about resources. */
export type AuthorizationQuestion = PathAuthorization | ResourceAuthorization;

/** Parsed selectors; one that cannot be parsed is left out and its error is told, as the API server does. */
export interface Selectors {
  readonly fieldSelector?: readonly SelectorRequirement[];
  readonly fieldSelectorError?: string;
  readonly labelSelector?: readonly SelectorRequirement[];
  readonly labelSelectorError?: string;
}

/** The answer. `error` is text for people, absent when the authorizer could decide. */
export interface AuthorizationAnswer {
  readonly decision: 'allow' | 'deny' | 'no-opinion';
  readonly reason: string;
  readonly error?: string;
}

/** Decides from declared facts (RBAC of a cluster view); never throws, and may be called many times for one expression. */
export type Authorize = (question: AuthorizationQuestion) => AuthorizationAnswer;

/** A question about resources while an expression builds it. */
export interface ResourceQuestion {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

/** The selectors of a question, parsed. */
export function selectorsOf({ fieldSelector, labelSelector }: ResourceQuestion): Selectors {
  const fields = readSelector(fieldSelector, parseFieldSelector);
  const labels = readSelector(labelSelector, parseLabelSelector);
  return {
    ...(fields instanceof CelError
      ? { fieldSelectorError: fields.message }
      : fields && { fieldSelector: fields }),
    ...(labels instanceof CelError
      ? { labelSelectorError: labels.message }
      : labels && { labelSelector: labels }),
  };
}

function readSelector(
  text: string | undefined,
  parse: (text: string) => readonly SelectorRequirement[],
): readonly SelectorRequirement[] | CelError | undefined {
  return text === undefined || text === '' ? undefined : attempt(() => parse(text));
}
