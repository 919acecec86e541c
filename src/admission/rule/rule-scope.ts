import { fieldOf, isObject, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { type Request, requestValue } from '../request.ts';
import { RuleContext } from './context.ts';
import { readEntries } from './entries.ts';
import { imagesOf } from './image-values.ts';
import { Queries } from './query.ts';
import type { RuleFacts, RuleName } from './rule-facts.ts';

/** A rule that judges one request: what it is written as, and what its variables are looked up in. */
export interface RuleScope {
  readonly body: JsonObject;
  readonly name: string;
  readonly context: RuleContext;
  readonly facts: RuleFacts;
  readonly request: Request;
  readonly policyNamespace: string | undefined;
  /** Names whose values a test gives. */
  readonly given: ReadonlySet<string>;
  /** The object after the request, as variables see it; `null` when it is deleted. */
  readonly object: Json;
}

interface Judged {
  readonly body: JsonObject;
  readonly name: RuleName;
  readonly facts: RuleFacts;
  readonly request: Request;
  readonly policyNamespace: string | undefined;
  readonly now: Date;
}

/** Makes the variables of a rule: the request, its user, `images`, values of tests, and the entries of its `context`. */
export function scopeOf({ body, name, facts, request, policyNamespace, now }: Judged): RuleScope {
  const values = facts.variables(name);
  const context = new RuleContext(new Queries(() => now), requestValues(request));
  for (const [path, value] of values) context.merge(stepsOf(path), value);
  const given = new Set([...values.keys()].map((path) => stepsOf(path)[0] ?? ''));
  const seen = context.query('request');
  context.add([
    {
      name: 'images',
      load: () => imagesOf(fieldOf(seen, 'object') ?? fieldOf(seen, 'oldObject') ?? null) ?? {},
    },
  ]);
  const scope: RuleScope = {
    body,
    name: name.rule,
    context,
    facts,
    request,
    policyNamespace,
    given,
    object: request.operation === 'DELETE' ? null : (fieldOf(seen, 'object') ?? null),
  };
  addEntries(scope, context, fieldOf(body, 'context'));
  return scope;
}

/** Adds entries of a `context`; those that a test gives values for are not looked up. */
export function addEntries(scope: RuleScope, into: RuleContext, entries: Json | undefined): void {
  const all = readEntries(entries, scope.facts, scope.policyNamespace);
  into.add(all.filter(({ name, isOutside }) => !isOutside || !scope.given.has(name)));
}

function requestValues(request: Request): ReadonlyMap<string, Json> {
  const { object, oldObject, operation } = request;
  const { object: _object, oldObject: _old, userInfo, ...rest } = requestValue(request, true);
  const isKnown = isSomebody(request);
  const { roles = [], clusterRoles = [] } = request;
  const user = isKnown ? { userInfo: userInfo ?? null, roles, clusterRoles } : {};
  const value = {
    ...rest,
    ...(isObject(object) && { object }),
    ...(isObject(oldObject) && operation !== 'CREATE' && { oldObject }),
    ...user,
  };
  return new Map<string, Json>([['request', value], ...(isKnown ? accountOf(request) : [])]);
}

/** The service account that a user name stands for; empty for other users. */
function accountOf({ userInfo }: Request): readonly (readonly [string, Json])[] {
  const account = /^system:serviceaccount:([^:]*):([^:]*)/.exec(userInfo.username);
  return [
    ['serviceAccountNamespace', account?.[1] ?? ''],
    ['serviceAccountName', account?.[2] ?? ''],
  ];
}

function isSomebody({ userInfo, roles, clusterRoles }: Request): boolean {
  return (
    userInfo.username !== '' ||
    userInfo.groups.length > 0 ||
    roles !== undefined ||
    clusterRoles !== undefined
  );
}

/** Steps of a dotted name; steps in quotes may have dots. */
function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(/"([^"]*)"|[^.]+/g)].map(([whole, quoted]) => quoted ?? whole);
}

/** The list that a loop goes over; one value is a list of one. */
export function elementsOf(loop: Json, context: RuleContext): readonly Json[] {
  const found = context.query(textOf(fieldOf(loop, 'list')) ?? '');
  const list = Array.isArray(found) ? (found as readonly Json[]) : [found];
  context.queries.budget.spend(list.length);
  return list;
}

/** The context of one turn of a loop. */
export function turnOf(
  context: RuleContext,
  element: Json,
  index: number,
  nesting: number,
): RuleContext {
  return context.child(
    new Map<string, Json>([
      ['element', element],
      [`element${nesting}`, element],
      ['elementIndex', index],
      [`elementIndex${nesting}`, index],
    ]),
  );
}
