import { type Environment, environmentOf } from '#cel/environment.ts';
import { AUTHORIZER, RESOURCE_CHECK } from '#cel/library/authorizer.ts';
import { GENERATOR } from '#cel/library/generator.ts';
import { GLOBAL_CONTEXT } from '#cel/library/global-context.ts';
import { IMAGE_CONTEXT } from '#cel/library/image-data.ts';
import { mutationLibraries } from '#cel/library/mutation.ts';
import { NAMESPACED_RESOURCE_CONTEXT, RESOURCE_CONTEXT } from '#cel/library/resource.ts';
import { clockLibrary } from '#cel/library/time.ts';
import { yamlLibrary } from '#cel/library/yaml.ts';
import {
  BOOL,
  DYN,
  INT,
  listOf,
  mapOf,
  STRING,
  structType,
  TIMESTAMP,
  type Type,
} from '#cel/type.ts';
import { jsonOf } from '#kube/yaml-json.ts';
import type { Json } from '#model/json-value.ts';
import { parseYaml } from '#yaml/parse.ts';
import type { Policy } from './policy.ts';

const gvk = structType('kubernetes.GroupVersionKind', {
  group: STRING,
  version: STRING,
  kind: STRING,
});
const gvr = structType('kubernetes.GroupVersionResource', {
  group: STRING,
  version: STRING,
  resource: STRING,
});
const userInfo = structType('kubernetes.UserInfo', {
  username: STRING,
  uid: STRING,
  groups: listOf(STRING),
  extra: mapOf(STRING, listOf(STRING)),
});
const requestFields = {
  kind: gvk,
  resource: gvr,
  subResource: STRING,
  requestKind: gvk,
  requestResource: gvr,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo,
  dryRun: BOOL,
  options: DYN,
};

/** `request` as Kubernetes declares it: without `object`, which is a variable of its own. */
const request = structType('kubernetes.AdmissionRequest', requestFields);
/** Kyverno's has the objects too, and the number of the request. */
const wideRequest = structType('kubernetes.AdmissionRequest', {
  ...requestFields,
  uid: STRING,
  object: DYN,
  oldObject: DYN,
});

const namespaceObject = structType('kubernetes.Namespace', {
  apiVersion: STRING,
  kind: STRING,
  metadata: structType('kubernetes.NamespaceMetadata', {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: mapOf(STRING, STRING),
    annotations: mapOf(STRING, STRING),
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: listOf(STRING),
  }),
  spec: structType('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: structType('kubernetes.NamespaceStatus', { phase: STRING }),
});

const exceptions = structType('libs.Exception', {
  allowedImages: listOf(STRING),
  allowedValues: listOf(STRING),
});

/** The environments of one policy: what its expressions may refer to. */
export interface Environments {
  /** `matchConditions`: without variables in most kinds. */
  readonly conditions: Environment;
  /** Everything but messages, before any variable is declared. */
  readonly body: Environment;
  /** `messageExpression`: without the authorizer. */
  readonly message: Environment;
}

/** Makes environments, each once: policies of a kind share them. */
export class EnvironmentFactory {
  readonly #minor: number;
  readonly #now: () => Date;
  readonly #made = new Map<string, Environments>();

  /** `minor` is Kubernetes' minor version; `now` what `time.now()` of Kyverno gives. */
  constructor(minor: number, now: () => Date) {
    this.#minor = minor;
    this.#now = now;
  }

  for(policy: Policy): Environments {
    const hasParams = policy.paramKind !== undefined;
    const isScoped = policy.namespace !== undefined;
    const key = `${policy.flavour} ${policy.action} ${hasParams} ${isScoped}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = policy.flavour === 'kyverno' ? this.#kyverno(isScoped) : this.#kubernetes(policy);
    this.#made.set(key, made);
    return made;
  }

  #kubernetes({ action, paramKind }: Policy): Environments {
    const name = { base: 'kubernetes', minor: this.#minor } as const;
    const libraries = action === 'mutate' ? mutationLibraries : [];
    const common = {
      object: DYN,
      oldObject: DYN,
      request,
      namespaceObject,
      ...(paramKind !== undefined && { params: DYN }),
    };
    const authorizer = { authorizer: AUTHORIZER, 'authorizer.requestResource': RESOURCE_CHECK };
    const body = environmentOf(name, { ...common, ...authorizer }, { libraries });
    return { conditions: body, body, message: environmentOf(name, common, { libraries }) };
  }

  #kyverno(isScoped: boolean): Environments {
    const variables = {
      object: DYN,
      oldObject: DYN,
      request: wideRequest,
      namespaceObject,
      exceptions,
      images: DYN,
      attestors: DYN,
      attestations: DYN,
      resource: isScoped ? NAMESPACED_RESOURCE_CONTEXT : RESOURCE_CONTEXT,
      globalContext: GLOBAL_CONTEXT,
      image: IMAGE_CONTEXT,
      generator: GENERATOR,
    };
    const clock = clockLibrary(() => BigInt(this.#now().getTime()) * 1_000_000n);
    const libraries = [...mutationLibraries, clock, yamlLibrary(readYaml)];
    const body = environmentOf('kyverno', variables, { libraries });
    return { conditions: body, body, message: body };
  }
}

function readYaml(text: string): Json {
  const root = parseYaml(text).documents[0]?.root;
  return root === undefined ? null : jsonOf(root);
}

/**
 * The same with one more variable, which has the type of its expression and counts from its declaration on: as `variables.name`, so
 * that it is evaluated only when it is read, and as a field of `variables` for `has(variables.name)`.
 */
export function withVariable(environment: Environment, name: string, type: Type): Environment {
  const known = environment.variables.get('variables')?.fields ?? new Map<string, Type>();
  const fields = Object.fromEntries([...known, [name, type]]);
  return {
    ...environment,
    variables: new Map([
      ...environment.variables,
      ['variables', structType('kubernetes.variables', fields)],
      [`variables.${name}`, type],
    ]),
  };
}
