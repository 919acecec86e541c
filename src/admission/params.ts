import { groupOf, type KubeObject } from '#kube/object.ts';
import { selects } from '#kube/selector.ts';
import type { ParamKind, ParamRef } from './policy.ts';
import type { Request } from './request.ts';

/** The parameter objects of one binding for one request; `undefined` among them: evaluated once, with `params` null. */
type Params =
  | { readonly type: 'found'; readonly params: readonly (KubeObject | undefined)[] }
  /** Nothing selected: the policy admits, or refuses what it would judge. */
  | { readonly type: 'none'; readonly denied: boolean; readonly message: string };

/**
 * Selects parameters (admissionregistration.k8s.io, ParamRef): by name or selector; of a namespaced kind in the namespace of the
 * reference, else of the object; an object without namespace needs one in the reference.
 */
export function paramsFor(
  kind: ParamKind | undefined,
  ref: ParamRef | undefined,
  request: Request,
  objects: readonly KubeObject[],
): Params {
  if (kind === undefined || ref === undefined) return { type: 'found', params: [undefined] };
  const group = groupOf(kind.apiVersion);
  const all = objects.filter((one) => one.kind === kind.kind && one.group === group);
  const isNamespaced = all.some(({ namespace }) => namespace !== undefined);
  const namespace = ref.namespace ?? (request.isNamespaced ? request.namespace : undefined);
  if (isNamespaced && namespace === undefined)
    return none(true, 'parameters in namespaces cannot be used for an object without namespace');
  const found = all.filter(
    (one) => (one.namespace === undefined || one.namespace === namespace) && isMeant(ref, one),
  );
  if (found.length > 0) return { type: 'found', params: found };
  const name = ref.name === undefined ? '' : ` ${JSON.stringify(ref.name)}`;
  return none(ref.denyWhenNotFound, `there is no parameter ${kind.kind}${name}`);
}

function isMeant({ name, selector }: ParamRef, { name: own, labels }: KubeObject): boolean {
  if (name !== undefined) return own === name;
  return selector !== undefined && selects(selector, labels);
}

function none(denied: boolean, message: string): Params {
  return { type: 'none', denied, message };
}
