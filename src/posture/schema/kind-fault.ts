import type { Violation } from '#contract/check.ts';
import { groupOf, type KubeObject } from '#kube/object.ts';
import { fateOf } from '../object/api-versions.ts';
import { setField } from '../patch.ts';
import type { SchemaKind } from './api-schema.ts';
import { nearName } from './near-name.ts';
import { apiSchema } from './own-kinds.ts';

/** What is wrong with the kind or version of an object, in groups of Kubernetes itself; `undefined` where a minor serves it. */
export function kindFault(object: KubeObject, minor: number): Violation | undefined {
  const { apiVersion, group, kind } = object;
  if (!apiSchema.hasGroup(group) || isNoResource(kind)) return undefined;
  const known = apiSchema.kind(apiVersion, kind);
  if (known === undefined) return unknownKind(object, minor);
  if (known.since > minor)
    return fault(
      'apiVersion',
      `${apiVersion} ${kind} is served from Kubernetes 1.${known.since} on`,
    );
  if (known.until > minor || fateOf(apiVersion, kind) !== undefined) return undefined;
  const message = `${apiVersion} ${kind} is not served since 1.${known.until}`;
  return fault('apiVersion', message, elsewhere(object, minor));
}

/** Parts of requests and answers, and files that are no objects: a kubeconfig is `v1 Config`. */
function isNoResource(kind: string): boolean {
  if (parts.has(kind)) return true;
  return /(?:List|Options|Status|Review|Config|Scale|Reference|Result)$/.test(kind);
}

const parts: ReadonlySet<string> = new Set(['JobTemplate', 'RangeAllocation', 'WatchEvent']);

function unknownKind(object: KubeObject, minor: number): Violation | undefined {
  const { apiVersion, group, kind } = object;
  const other = elsewhere(object, minor);
  if (other !== undefined) return fault('apiVersion', `${apiVersion} has no kind ${kind}`, other);
  const near = nearKind(apiVersion, kind, minor);
  // the core group once held kinds of OpenShift too
  if (near === undefined && group === '') return undefined;
  return fault('kind', `${apiVersion} has no kind ${kind}`, near);
}

/** The newest version that serves the kind: of the same group, or of the only group that has one; a stable one if there is. */
function elsewhere({ group, kind }: KubeObject, minor: number): SchemaKind | undefined {
  const all = [...apiSchema.kinds].filter((one) => one.kind === kind && isServedIn(one, minor));
  const stable = all.filter(({ apiVersion }) => /(?:^|\/)v\d+$/.test(apiVersion));
  const best = stable.length > 0 ? stable : all;
  const own = best.filter(({ apiVersion }) => groupOf(apiVersion) === group);
  if (own.length > 0) return own.at(-1);
  const groups = new Set(best.map(({ apiVersion }) => groupOf(apiVersion)));
  return groups.size === 1 ? best.at(-1) : undefined;
}

function isServedIn({ since, until }: SchemaKind, minor: number): boolean {
  return since <= minor && minor < until;
}

function nearKind(apiVersion: string, kind: string, minor: number): SchemaKind | undefined {
  if (kind.length < 5) return undefined;
  const all = [...apiSchema.kinds].filter(
    (one) => one.apiVersion === apiVersion && isServedIn(one, minor),
  );
  const name = nearName(
    kind,
    all.map((one) => one.kind),
  );
  return all.find((one) => one.kind === name);
}

function fault(field: 'apiVersion' | 'kind', message: string, meant?: SchemaKind): Violation {
  if (meant === undefined) return { message, identity: field, field: [field] };
  const right = meant[field];
  const hint = field === 'kind' ? `"${right}" is probably meant` : `use ${right}`;
  return {
    message: `${message}: ${hint}`,
    identity: field,
    field: [field],
    patches: [setField(`write ${right}`, [field], right)],
  };
}
