import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';

/** A view of manifests that are written in a test. */
export function viewOf(text: string): ClusterView {
  return new ClusterView(readManifests('manifests.yaml', Buffer.from(text)).objects, 'manifests');
}

/** A deployment with pods that have the label `app`, on one named port. */
export function deployment(name: string, namespace = 'shop', more = ''): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      ${more === '' ? '' : more}
      containers:
        - name: main
          image: registry.example.com/${name}
          ports: [{ name: http, containerPort: 8080 }]
---
`;
}

/** A NetworkPolicy in \`shop\` with a spec in flow style. */
export function policy(name: string, spec: string, namespace = 'shop'): string {
  return `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---
`;
}

/** A service for pods with the label `app`. */
export function service(name: string, spec = 'ports: [{ port: 80, targetPort: http }]', namespace = 'shop'): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ${spec} }
---
`;
}
