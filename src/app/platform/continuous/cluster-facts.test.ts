import { expect, test } from 'vitest';
import { readBlind } from '#estate/insight/blind.ts';
import { saveAllowed } from '#estate/insight/network/allowed.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { clusterFacts } from '../../kube/facts.ts';
import { testPlatform } from '../live/testing.ts';
import { saveNodes, saveReplicas, saveWorkloadFacts } from './cluster-rows.ts';
import { readFacts } from './exposed-workloads.ts';

const now = 1_800_000_000_000;
const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      volumes: [{name: keys, secret: {secretName: tls}}]
      containers:
        - name: web
          image: web:1
          ports: [{containerPort: 80}]
          env: [{name: DB, valueFrom: {secretKeyRef: {name: db, key: password}}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      automountServiceAccountToken: false
      serviceAccountName: web
      containers: [{name: db, image: db:1, ports: [{containerPort: 5432}]}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [''], resources: [secrets], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
`;

function factsOfManifests() {
  const { objects } = readManifests('x.yaml', Buffer.from(manifests));
  const view = new ClusterView(objects, 'cluster');
  return readFacts(JSON.parse(JSON.stringify(clusterFacts(view))));
}

test('what a cluster gives to whoever is in a workload is kept, and told as changed once', async () => {
  await using database = await openSqlite(':memory:');
  await testPlatform(database);
  const facts = factsOfManifests();
  const controllers = ['web', 'db'].map((name) => ({
    namespace: 'shop',
    kind: 'Deployment',
    name,
    replicas: 1,
  }));

  const changed = await database.transaction(async (tx) => {
    await saveReplicas(tx, 'prod', controllers, now);
    await tx.run('UPDATE workload SET asset = id');
    await saveAllowed(tx, 'prod', facts.connections);
    return await saveWorkloadFacts(tx, 'prod', facts);
  });
  const again = await database.transaction((tx) => saveWorkloadFacts(tx, 'prod', facts));

  expect(changed).toHaveLength(2);
  expect(again).toEqual([]);
  const rows = await database.all('SELECT name, facts FROM workload ORDER BY name');
  const [db, web] = rows.map(({ facts: text }) => JSON.parse(String(text)) as object);
  expect(web).toMatchObject({
    serviceAccountRights: ['its service account "web" may read secrets'],
    secrets: ['secret "tls" in its files', 'secret "db" in its environment'],
  });
  expect(db).toMatchObject({ serviceAccountRights: [], secrets: [] });
  expect(
    await database.all("SELECT * FROM allowed_connection WHERE target = 'prod/shop/Deployment/db'"),
  ).not.toEqual([]);
});

test('a node without an agent is a blind spot until one reports, or it leaves', async () => {
  await using database = await openSqlite(':memory:');
  await testPlatform(database);
  const nodes = [
    { name: 'n1', os: 'Debian' },
    { name: 'n2', os: 'Debian' },
  ];

  await database.transaction((tx) => saveNodes(tx, 'prod', nodes, now));
  const before = await readBlind(database, 'all', now);
  await database.transaction((tx) => saveNodes(tx, 'prod', nodes.slice(0, 1), now + 60_000));
  const after = await readBlind(database, 'all', now + 60_000);

  function blindNodes(all: typeof before) {
    return all.filter(({ kind }) => kind === 'node.no-sensor').map(({ count }) => count);
  }
  expect(blindNodes(before)).toEqual([2]);
  expect(blindNodes(after)).toEqual([1]);
});
