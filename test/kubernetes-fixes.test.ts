import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import { applyFixes } from '#check/edits.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { violationsOf } from '#posture/pod-security/evaluate.ts';
import { builtInCheckers } from '../src/built-in-checkers.ts';

const checkers = await builtInCheckers(join(import.meta.dirname, '..', 'data'), {
  include: ['all'],
});

const open = `# a shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop # its name
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      hostPID: true
      initContainers:
        - name: wait
          image: busybox:1.37
      containers:
        - name: web
          image: nginx:1.29 # pinned
          ports:
            - containerPort: 8080
              hostPort: 8080
          securityContext:
            privileged: true
            capabilities:
              add: [SYS_ADMIN, NET_BIND_SERVICE]
              drop: [KILL]
            seccompProfile:
              type: Unconfined
        - {name: log, image: "busybox:1.37", securityContext: {runAsUser: 0, allowPrivilegeEscalation: true}}
`;

/** Applies all first fixes, round after round, until there are none. */
function fixed(text: string): { readonly text: string; readonly rounds: number } {
  const path = 'shop.yaml';
  let bytes: Uint8Array = Buffer.from(text);
  for (let round = 0; round < 12; round += 1) {
    const checker = checkers.find((one) => one.recognises(path, bytes.subarray(0, 4096)));
    const faults = checker?.check({ path, bytes, sibling: () => undefined }, testScope()).faults;
    const fixes = (faults ?? [])
      .filter(({ rule }) => /^CSN-K8S-00[0-2]/.test(rule))
      .flatMap((fault) => fault.fixes?.slice(0, 1) ?? []);
    if (fixes.length === 0) return { text: Buffer.from(bytes).toString(), rounds: round };
    bytes = applyFixes(bytes, fixes).bytes;
  }
  return { text: Buffer.from(bytes).toString(), rounds: 12 };
}

function refused(text: string): readonly string[] {
  const { objects } = readManifests('shop.yaml', Buffer.from(text));
  return objects
    .flatMap(podTemplatesOf)
    .flatMap((pod) => violationsOf('restricted', 36, pod))
    .map(({ message }) => message);
}

test('fixes make a pod of the restricted standard, and keep comments', () => {
  const { text, rounds } = fixed(open);

  expect(refused(open).length).toBeGreaterThan(5);
  expect(refused(text)).toEqual([]);
  expect(rounds).toBeLessThan(12);
  expect(text).toContain('# pinned');
  expect(text).toContain('# its name');
});
