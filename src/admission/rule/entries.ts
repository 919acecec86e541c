import { CaissonError, isCaissonError } from '#kit/error.ts';
import { fieldOf, isObject, listOf, objectsOf, textOf } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { sizeOf } from '../jmespath/equal.ts';
import type { ContextEntry, RuleContext } from './context.ts';
import type { RuleFacts } from './rule-facts.ts';
import { substitute, substituteText } from './substitute.ts';

interface ReadEntry extends ContextEntry {
  /** It is looked up outside the rule: in a config map, an API, a registry. */
  readonly isOutside: boolean;
}

/** The entries of `context`. */
export function readEntries(
  context: Json | undefined,
  facts: RuleFacts,
  policyNamespace: string | undefined,
): readonly ReadEntry[] {
  return objectsOf(context).map(([, entry]) => {
    const name = textOf(fieldOf(entry, 'name')) ?? '';
    return {
      name,
      isOutside: !isObject(fieldOf(entry, 'variable')),
      load(scope) {
        const value = loadEntry(name, entry, { scope, facts, policyNamespace });
        // What entries hold may be made of other entries, each larger than the one before.
        scope.queries.budget.spend(sizeOf(value));
        return value;
      },
    };
  });
}

interface Loading {
  readonly scope: RuleContext;
  readonly facts: RuleFacts;
  readonly policyNamespace: string | undefined;
}

function loadEntry(name: string, entry: Json, loading: Loading): Json {
  const { scope, facts } = loading;
  const variable = fieldOf(entry, 'variable');
  if (isObject(variable)) return loadVariable(name, variable, scope);
  const configMap = fieldOf(entry, 'configMap');
  if (isObject(configMap)) return loadConfigMap(name, configMap, loading);
  const global = fieldOf(entry, 'globalReference');
  if (isObject(global)) return loadGlobal(name, global, loading);
  const call = fieldOf(entry, 'apiCall');
  if (isObject(call)) return loadCall(name, call, scope, facts);
  throw unsupported(name, 'registries of images are not asked');
}

function unsupported(name: string, problem: string): CaissonError {
  return new CaissonError(
    'input.unsupported',
    `the context entry ${JSON.stringify(name)}: ${problem}`,
  );
}

/** A value or a query, and a default for when the query gives nothing. */
function loadVariable(name: string, variable: Json, scope: RuleContext): Json {
  const path = textOf(fieldOf(variable, 'jmesPath')) ?? '';
  const query = path === '' ? '' : substituteText(path, scope);
  const fallback = fieldOf(variable, 'default') ?? null;
  const missing = fallback === null ? null : substitute(fallback, scope);
  const written = fieldOf(variable, 'value') ?? null;
  const value = written === null ? null : substitute(written, scope);
  const found = query === '' ? value : lookUp(query, { scope, missing, value });
  const result = found ?? missing;
  if (result !== null) return result;
  throw new CaissonError('input.malformed', `the context entry ${JSON.stringify(name)} is null`);
}

interface LookUp {
  readonly scope: RuleContext;
  readonly missing: Json;
  /** What is looked in; the whole context when it is null. */
  readonly value: Json;
}

function lookUp(query: string, { scope, missing, value }: LookUp): Json {
  try {
    return value === null ? scope.query(query) : scope.queries.search(query, value);
  } catch (error) {
    if (missing !== null && isCaissonError(error, 'input.malformed', 'input.not-found'))
      return null;
    throw error;
  }
}

/** A policy of a namespace sees config maps of that namespace alone. */
function loadConfigMap(name: string, written: Json, loading: Loading): Json {
  const { scope, facts, policyNamespace } = loading;
  const wanted = substituteText(textOf(fieldOf(written, 'name')) ?? '', scope);
  const said = substituteText(textOf(fieldOf(written, 'namespace')) ?? '', scope);
  const namespace = said === '' ? (policyNamespace ?? 'default') : said;
  if (policyNamespace !== undefined && namespace !== policyNamespace)
    throw new CaissonError(
      'access.forbidden',
      `the context entry ${JSON.stringify(name)}: the config map is in another namespace than the policy`,
    );
  const found = facts.configMap(namespace, wanted);
  if (found === undefined)
    throw new CaissonError(
      'input.not-found',
      `the context entry ${JSON.stringify(name)}: there is no ConfigMap "${namespace}/${wanted}" here`,
    );
  return {
    data: fieldOf(found, 'data') ?? null,
    metadata: fieldOf(found, 'metadata') ?? null,
  };
}

function loadGlobal(name: string, written: Json, { scope, facts }: Loading): Json {
  const reference = substitute(written, scope);
  const [entry = '', projection = ''] = (textOf(fieldOf(reference, 'name')) ?? '').split('.');
  const data = facts.global(entry, projection);
  if (data === undefined) throw unsupported(name, `the global entry "${entry}" is not known here`);
  return afterQuery(data, reference, scope);
}

function loadCall(name: string, written: Json, scope: RuleContext, facts: RuleFacts): Json {
  const call = substitute(written, scope);
  const url =
    textOf(fieldOf(fieldOf(call, 'service'), 'url')) ?? textOf(fieldOf(call, 'urlPath')) ?? '';
  const method = textOf(fieldOf(call, 'method')) ?? 'GET';
  const data = facts.apiCall(method, url);
  const answer = data ?? fieldOf(call, 'default');
  if (answer === undefined)
    throw unsupported(name, `API calls (${method} ${url}) are not made here`);
  return data === undefined ? answer : afterQuery(data, call, scope);
}

function afterQuery(data: Json, written: Json, scope: RuleContext): Json {
  const query = textOf(fieldOf(written, 'jmesPath')) ?? '';
  return query === '' ? data : scope.queries.search(substituteText(query, scope), data);
}

/** Kinds of entries that need more than objects: what a person should be told of a rule. */
export function outsideEntries(context: Json | undefined): readonly string[] {
  return listOf(context).flatMap((entry) => {
    const kind = ['apiCall', 'imageRegistry', 'globalReference'].find((one) =>
      isObject(fieldOf(entry, one)),
    );
    return kind === undefined ? [] : [`${textOf(fieldOf(entry, 'name')) ?? ''} (${kind})`];
  });
}
