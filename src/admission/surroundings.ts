import type { Authorize } from '#cel/library/authorize.ts';
import { Authorizer } from '#cel/library/authorizer.ts';
import type { GlobalFacts, ImageFacts, ResourceFacts } from '#cel/library/facts.ts';
import { Generator } from '#cel/library/generator.ts';
import { GlobalContext } from '#cel/library/global-context.ts';
import { ImageContext } from '#cel/library/image-data.ts';
import { NamespacedResourceContext, ResourceContext } from '#cel/library/resource.ts';
import type { Value } from '#cel/value.ts';
import { CaissonError } from '#kit/error.ts';
import { isObject } from '#kube/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Surroundings } from './judge.ts';
import type { Policy } from './policy.ts';
import type { Request } from './request.ts';
import type { PodSecurityEngine, RuleFacts } from './rule/rule-facts.ts';

/** What policies may ask beyond the request: an engine of RBAC, and facts that somebody declared. */
export interface PolicyFacts {
  /** Who may do what; without one, nobody may do anything. */
  readonly authorize?: Authorize;
  readonly resources: ResourceFacts;
  readonly global?: GlobalFacts;
  readonly image?: ImageFacts;
  /** Answers that were declared for calls of APIs, by method and URL. */
  readonly apiCall?: RuleFacts['apiCall'];
  /** Values that a test gives to the variables of rules. */
  readonly variables?: RuleFacts['variables'];
  /** The engine of the Pod Security Standards; without one, rules that ask for them are not judged. */
  readonly podSecurity?: PodSecurityEngine;
}

/** The values of the variables that are the same for all expressions of a policy. */
export function surroundingsOf(
  { namespace, flavour }: Policy,
  request: Request,
  facts: PolicyFacts,
): Surroundings {
  if (flavour !== 'kyverno') return authorizerOf(request, facts);
  const resource =
    namespace === undefined
      ? new ResourceContext(facts.resources)
      : new NamespacedResourceContext(facts.resources, namespace);
  return new Map<string, Value>([
    ['resource', resource],
    ['globalContext', new GlobalContext(facts.global ?? (() => undefined))],
    ['image', new ImageContext(facts.image ?? unknownImage)],
  ]);
}

function unknownImage(reference: string): never {
  throw new CaissonError('access.unreachable', `nothing is known of the image "${reference}"`);
}

function nobody(): ReturnType<Authorize> {
  return { decision: 'no-opinion', reason: 'no RBAC is known' };
}

function authorizerOf(request: Request, { authorize }: PolicyFacts): Surroundings {
  const { group, resource, subresource, namespace, name, userInfo } = request;
  const { username, uid, groups, extra } = userInfo;
  const authorizer = new Authorizer(
    authorize ?? nobody,
    { username, uid, groups, extra: new Map(Object.entries(extra)) },
    { group, resource, subresource, namespace, name },
  );
  const check = authorizer.resourceCheck();
  return new Map<string, Value>([
    ['authorizer', authorizer],
    ...(check === undefined ? [] : ([['authorizer.requestResource', check]] as const)),
  ]);
}

/** Collects what a policy generates. */
export function generatorFor({
  namespace,
  objects,
}: {
  readonly namespace: string | undefined;
  readonly objects: JsonObject[];
}): Generator {
  return new Generator((wanted, made) => {
    if (namespace !== undefined && wanted !== namespace)
      throw new CaissonError(
        'access.forbidden',
        `a policy in "${namespace}" may not generate into "${wanted}"`,
      );
    for (const object of made) objects.push(...placed(object, wanted));
  });
}

/** The object, or the items of a list, in a namespace. */
function placed(object: JsonObject, namespace: string): readonly JsonObject[] {
  const items = object['items'];
  if (Array.isArray(items)) return items.flatMap((item: JsonObject) => placed(item, namespace));
  const metadata = object['metadata'];
  if (namespace === '') return [object];
  return [{ ...object, metadata: { ...(isObject(metadata) ? metadata : {}), namespace } }];
}
