import { fieldOf, objectsOf, textOf } from '#kube/json.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import type { Entry } from './entry.ts';
import type { NetworkWorkload } from './workloads.ts';

/** Names by which charts label what serves Ingress, Route or Gateway. */
const names: ReadonlySet<string> = new Set([
  'ingress-nginx',
  'nginx-ingress',
  'nginx-gateway-fabric',
  'traefik',
  'haproxy-ingress',
  'kubernetes-ingress',
  'contour',
  'envoy',
  'kong',
  'apisix',
  'emissary-ingress',
  'skipper-ingress',
  'istio-ingressgateway',
  'istio-ingress',
]);
const nameLabels = ['app.kubernetes.io/name', 'app', 'k8s-app', 'app.kubernetes.io/component'];
/** Labels that only what serves them has. */
const ownLabels = [
  'gateway.networking.k8s.io/gateway-name',
  'gateway.envoyproxy.io/owning-gateway-name',
  'ingresscontroller.operator.openshift.io/deployment-ingresscontroller',
];
/** Ends of the names of images, without tag. */
const images = [
  'ingress-nginx/controller',
  'nginx/nginx-ingress',
  '/traefik',
  'kubernetes-ingress',
];
/** Parts of the same charts that serve nobody from outside. */
const helpers = ['admission-webhook', 'default-backend', 'defaultbackend'];

/** Pods that serve Ingress, Route and Gateway, as far as they can be told by labels and images. */
export function controllersIn(workloads: readonly NetworkWorkload[]): readonly NetworkWorkload[] {
  return workloads.filter(
    (one) =>
      !one.isHostNetwork && one.kind !== 'Job' && one.kind !== 'CronJob' && isController(one),
  );
}

/** Whether a controller may serve a way in: those of a gateway serve it alone. */
export function mayServe({ labels }: NetworkWorkload, { kind, objects }: Entry): boolean {
  const gateway = labels.get('gateway.networking.k8s.io/gateway-name');
  if (gateway === undefined) return true;
  return kind === 'gateway' && objects[0]?.name === gateway;
}

function isController({ labels, object }: NetworkWorkload): boolean {
  if (helpers.includes(labels.get('app.kubernetes.io/component') ?? '')) return false;
  return (
    nameLabels.some((key) => names.has(labels.get(key) ?? '')) ||
    ownLabels.some((key) => labels.has(key)) ||
    labels.get('istio') === 'ingressgateway' ||
    podTemplatesOf(object).some(({ spec }) =>
      objectsOf(fieldOf(spec, 'containers')).some(([, one]) =>
        isServing(textOf(fieldOf(one, 'image'))),
      ),
    )
  );
}

function isServing(image: string | undefined): boolean {
  const name = `/${image ?? ''}`.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  return images.some((end) => name.endsWith(end));
}
