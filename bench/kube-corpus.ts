import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one application of the corpus is made of, as often as a cluster has it. */
const parts = [
  deployment,
  service,
  account,
  configMap,
  policy,
  role,
  binding,
  ingress,
  scaler,
  budget,
];

/**
 * Writes manifests of `count` objects below `directory`, a hundred in a file: applications of ten objects each, forty applications in
 * a namespace, no two alike. The same count always gives the same files.
 */
export function writeKubeCorpus(directory: string, count: number): void {
  mkdirSync(directory, { recursive: true });
  for (let start = 0; start < count; start += 100) {
    const documents = Array.from({ length: Math.min(100, count - start) }, (_, at) =>
      documentOf(start + at),
    );
    const name = `${String(start / 100).padStart(5, '0')}.yaml`;
    writeFileSync(join(directory, name), documents.join('---\n'));
  }
}

function documentOf(at: number): string {
  const app = Math.floor(at / parts.length);
  const part = parts[at % parts.length] ?? deployment;
  return part(`app-${app}`, `team-${Math.floor(app / 40)}`, app);
}

function head(apiVersion: string, kind: string, name: string, namespace: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n  labels:\n    app: ${name}\n    app.kubernetes.io/managed-by: bench\n`;
}

function deployment(name: string, namespace: string, at: number): string {
  const hardened = at % 3 === 0;
  return `${head('apps/v1', 'Deployment', name, namespace)}spec:
  replicas: ${1 + (at % 4)}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
        tier: ${at % 2 === 0 ? 'front' : 'back'}
    spec:
      serviceAccountName: ${name}
      automountServiceAccountToken: ${at % 5 === 0}
      containers:
        - name: main
          image: registry.example.com/${name}:1.${at % 30}
          ports:
            - name: http
              containerPort: ${8000 + (at % 100)}
          env:
            - name: PEER
              value: http://app-${at + 1}.${namespace}.svc:80
            - name: MODE
              valueFrom:
                configMapKeyRef:
                  name: ${name}
                  key: mode
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              cpu: ${100 + (at % 9) * 50}m
              memory: 128Mi
            limits:
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: ${!hardened}
            readOnlyRootFilesystem: ${hardened}
            runAsNonRoot: ${hardened}
        - name: sidecar
          image: registry.example.com/proxy:2
          volumeMounts:
            - name: scratch
              mountPath: /tmp
      volumes:
        - name: scratch
          emptyDir: {}
`;
}

function service(name: string, namespace: string, at: number): string {
  return `${head('v1', 'Service', name, namespace)}spec:
  type: ${at % 50 === 0 ? 'LoadBalancer' : 'ClusterIP'}
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

function account(name: string, namespace: string): string {
  return head('v1', 'ServiceAccount', name, namespace);
}

function configMap(name: string, namespace: string, at: number): string {
  return `${head('v1', 'ConfigMap', name, namespace)}data:
  mode: m${at}
  settings.ini: |
    [main]
    workers = ${at % 16}
    greeting = application number ${at}
`;
}

function policy(name: string, namespace: string): string {
  return `${head('networking.k8s.io/v1', 'NetworkPolicy', name, namespace)}spec:
  podSelector:
    matchLabels:
      app: ${name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              tier: front
      ports:
        - port: http
`;
}

function role(name: string, namespace: string, at: number): string {
  return `${head('rbac.authorization.k8s.io/v1', 'Role', name, namespace)}rules:
  - apiGroups: [""]
    resources: [configmaps${at % 20 === 0 ? ', secrets' : ''}]
    verbs: [get, list, watch]
`;
}

function binding(name: string, namespace: string): string {
  return `${head('rbac.authorization.k8s.io/v1', 'RoleBinding', name, namespace)}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: ${name}
    namespace: ${namespace}
`;
}

function ingress(name: string, namespace: string): string {
  return `${head('networking.k8s.io/v1', 'Ingress', name, namespace)}spec:
  ingressClassName: nginx
  tls:
    - hosts: [${name}.example.com]
      secretName: ${name}-tls
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  name: http
`;
}

function scaler(name: string, namespace: string): string {
  return `${head('autoscaling/v2', 'HorizontalPodAutoscaler', name, namespace)}spec:
  minReplicas: 2
  maxReplicas: 5
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${name}
`;
}

function budget(name: string, namespace: string): string {
  return `${head('policy/v1', 'PodDisruptionBudget', name, namespace)}spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: ${name}
`;
}
