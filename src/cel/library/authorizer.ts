import { type Library, memberOverload as member } from '../declare.ts';
import { sizeOf } from '../size.ts';
import { BOOL, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, type Value } from '../value.ts';
import type { AuthorizationAnswer, Authorize, ResourceQuestion, UserInfo } from './authorize.ts';
import { selectorsOf } from './authorize.ts';
import { checkDnsLabel, checkDnsSubdomain } from './dns-name.ts';
import { IdentityValue } from './identity-value.ts';

/** What the variable `authorizer` is of. */
export const AUTHORIZER: Type<Authorizer> = opaqueType('kubernetes.authorization.Authorizer');
const PATH_CHECK: Type<PathCheck> = opaqueType('kubernetes.authorization.PathCheck');
const GROUP_CHECK: Type<GroupCheck> = opaqueType('kubernetes.authorization.GroupCheck');
/** What the variable `authorizer.requestResource` is of. */
export const RESOURCE_CHECK: Type<ResourceCheck> = opaqueType(
  'kubernetes.authorization.ResourceCheck',
);
const DECISION: Type<Decision> = opaqueType('kubernetes.authorization.Decision');

/** Whom to ask, and about whom. Bind it to the variable `authorizer`. */
export class Authorizer extends IdentityValue {
  readonly type = AUTHORIZER;
  readonly authorize: Authorize;
  readonly user: UserInfo;
  /** `authorizer.requestResource`: the resource of the admission request, when there is one. */
  readonly requestResource: ResourceQuestion | undefined;

  constructor(authorize: Authorize, user: UserInfo, requestResource?: ResourceQuestion) {
    super();
    this.authorize = authorize;
    this.user = user;
    this.requestResource = requestResource;
  }

  override field(name: string): Value | undefined {
    return name === 'requestResource' ? this.resourceCheck() : undefined;
  }

  /** The value of the variable `authorizer.requestResource`. */
  resourceCheck(): ResourceCheck | undefined {
    return this.requestResource === undefined
      ? undefined
      : new ResourceCheck(this, this.requestResource);
  }
}

class PathCheck extends IdentityValue {
  readonly type = PATH_CHECK;
  readonly authorizer: Authorizer;
  readonly path: string;

  constructor(authorizer: Authorizer, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }
}

class GroupCheck extends IdentityValue {
  readonly type = GROUP_CHECK;
  readonly authorizer: Authorizer;
  readonly group: string;

  constructor(authorizer: Authorizer, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
}

class ResourceCheck extends IdentityValue {
  readonly type = RESOURCE_CHECK;
  readonly authorizer: Authorizer;
  readonly question: ResourceQuestion;

  constructor(authorizer: Authorizer, question: ResourceQuestion) {
    super();
    this.authorizer = authorizer;
    this.question = question;
  }
}

class Decision extends IdentityValue {
  readonly type = DECISION;
  readonly answer: AuthorizationAnswer;

  constructor(answer: AuthorizationAnswer) {
    super();
    this.answer = answer;
  }
}

function serviceAccount(
  authorizer: Authorizer,
  namespace: string,
  name: string,
): Authorizer | CelError {
  if (checkDnsSubdomain(name).length > 0) return new CelError('Invalid service account name');
  if (checkDnsLabel(namespace).length > 0) return new CelError('Invalid service account namespace');
  return new Authorizer(authorizer.authorize, {
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  });
}

function pathOf(authorizer: Authorizer, path: string): PathCheck | CelError {
  return path.trim() === ''
    ? new CelError('path must not be empty')
    : new PathCheck(authorizer, path);
}

function resourceOf({ authorizer, group }: GroupCheck, resource: string): ResourceCheck | CelError {
  return resource.trim() === ''
    ? new CelError('resource must not be empty')
    : new ResourceCheck(authorizer, { group, resource });
}

/** A check with one more part of the question. */
function narrower(field: Exclude<keyof ResourceQuestion, 'group' | 'resource'>) {
  return (check: ResourceCheck, text: string): ResourceCheck =>
    new ResourceCheck(check.authorizer, { ...check.question, [field]: text });
}

function checkPath({ authorizer, path }: PathCheck, verb: string): Decision {
  return new Decision(authorizer.authorize({ type: 'path', user: authorizer.user, verb, path }));
}

function checkResource({ authorizer, question }: ResourceCheck, verb: string): Decision {
  const { group, resource, subresource = '', namespace = '', name = '' } = question;
  return new Decision(
    authorizer.authorize({
      type: 'resource',
      user: authorizer.user,
      verb,
      group,
      resource,
      subresource,
      namespace,
      name,
      ...selectorsOf(question),
    }),
  );
}

/** What Kubernetes reckons that parsing a selector costs. */
function selectorCost(_check: ResourceCheck, text: string): number {
  const size = sizeOf(text);
  return 10 + Math.ceil(size * 0.1) + Math.ceil(size * 0.5) * 50;
}

/** Two checks are all that fits into the limit of an expression. */
const checkCost = { cost: () => 350_000 };

function part(field: 'subresource' | 'namespace' | 'name') {
  return [member([RESOURCE_CHECK, STRING], RESOURCE_CHECK, narrower(field))];
}

function selector(field: 'fieldSelector' | 'labelSelector') {
  return [
    member([RESOURCE_CHECK, STRING], RESOURCE_CHECK, narrower(field), {
      cost: selectorCost,
      since: 31,
    }),
  ];
}

/** Questions to the authorizer of a cluster (k8s.io/apiserver cel/library, `authz`), answered by the function of `Authorizer`. */
export const authorizerLibrary: Library = {
  name: 'kubernetes.authz',
  bases: ['kubernetes', 'caisson'],
  since: 27,
  functions: [
    { name: 'path', overloads: [member([AUTHORIZER, STRING], PATH_CHECK, pathOf)] },
    {
      name: 'group',
      overloads: [
        member([AUTHORIZER, STRING], GROUP_CHECK, (asked, group) => new GroupCheck(asked, group)),
      ],
    },
    {
      name: 'serviceAccount',
      overloads: [member([AUTHORIZER, STRING, STRING], AUTHORIZER, serviceAccount)],
    },
    { name: 'resource', overloads: [member([GROUP_CHECK, STRING], RESOURCE_CHECK, resourceOf)] },
    { name: 'subresource', overloads: part('subresource') },
    { name: 'namespace', overloads: part('namespace') },
    { name: 'name', overloads: part('name') },
    { name: 'fieldSelector', overloads: selector('fieldSelector') },
    { name: 'labelSelector', overloads: selector('labelSelector') },
    {
      name: 'check',
      overloads: [
        member([PATH_CHECK, STRING], DECISION, checkPath, checkCost),
        member([RESOURCE_CHECK, STRING], DECISION, checkResource, checkCost),
      ],
    },
    {
      name: 'allowed',
      overloads: [member([DECISION], BOOL, ({ answer }) => answer.decision === 'allow')],
    },
    { name: 'reason', overloads: [member([DECISION], STRING, ({ answer }) => answer.reason)] },
    {
      name: 'errored',
      overloads: [
        member([DECISION], BOOL, ({ answer }) => answer.error !== undefined, { since: 28 }),
      ],
    },
    {
      name: 'error',
      overloads: [member([DECISION], STRING, ({ answer }) => answer.error ?? '', { since: 28 })],
    },
  ],
};
