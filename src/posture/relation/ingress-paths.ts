import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { ingressKinds, isKind } from '../object/kind.ts';

/** One path of a host that an Ingress serves. */
export interface IngressPath {
  readonly from: KubeObject;
  /** The same for paths that get in each other's way: class, host, path and kind of path. */
  readonly key: string;
  /** For people: `shop.example.com/api`. */
  readonly shown: string;
  readonly path: FieldPath;
}

/** All paths of all Ingresses; canaries of ingress-nginx are left out, as they share the path on purpose. */
export function ingressPaths(view: ClusterView): readonly IngressPath[] {
  return view.objects
    .filter((one) => isKind(one, ...ingressKinds))
    .filter((one) => one.annotations.get('nginx.ingress.kubernetes.io/canary') !== 'true')
    .flatMap((one) => [...pathsOf(one)]);
}

function* pathsOf(from: KubeObject): Iterable<IngressPath> {
  const className =
    textOf(valueAt(from.body, ['spec', 'ingressClassName'])) ??
    from.annotations.get('kubernetes.io/ingress.class') ??
    '';
  for (const [at, rule] of objectsOf(valueAt(from.body, ['spec', 'rules']))) {
    const host = textOf(fieldOf(rule, 'host')) ?? '';
    for (const [index, one] of objectsOf(valueAt(rule, ['http', 'paths']))) {
      const path = textOf(fieldOf(one, 'path')) ?? '/';
      const type = textOf(fieldOf(one, 'pathType')) ?? '';
      yield {
        from,
        key: [className, host, type, type === 'Exact' ? path : path.replace(/(.)\/$/, '$1')].join(
          ' ',
        ),
        shown: `${host}${path}`,
        path: ['spec', 'rules', at, 'http', 'paths', index, 'path'],
      };
    }
  }
}
