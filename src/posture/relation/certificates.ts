import { fieldOf, objectsOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type CertificateFacts, readCertificate } from '../secret/certificate.ts';
import { entriesOfSecret } from '../secret/secret-object.ts';

/** A certificate of a Secret. */
export interface FoundCertificate {
  readonly secret: KubeObject;
  readonly path: FieldPath;
  readonly facts: CertificateFacts;
}

/** The certificates of all Secrets that can be read: `tls.crt` and `ca.crt`. */
export function certificatesIn(view: ClusterView): readonly FoundCertificate[] {
  return view.memo('posture certificates', () =>
    view.ofKind('', 'Secret').flatMap((secret) =>
      entriesOfSecret(secret)
        .filter(({ key }) => key === 'tls.crt' || key === 'ca.crt')
        .flatMap(({ bytes, path }) => {
          const facts = readCertificate(bytes);
          return facts === undefined ? [] : [{ secret, path, facts }];
        }),
    ),
  );
}

/** A host that is served with the certificate of a Secret. */
export interface ServedHost {
  readonly from: KubeObject;
  readonly host: string;
  readonly secret: string;
  readonly path: FieldPath;
}

/** The hosts that Ingresses serve with a Secret of their namespace. */
export function servedHosts(view: ClusterView): readonly ServedHost[] {
  return view.ofKind('networking.k8s.io', 'Ingress').flatMap((from) =>
    objectsOf(valueAt(from.body, ['spec', 'tls'])).flatMap(([at, one]) => {
      const secret = textOf(fieldOf(one, 'secretName')) ?? '';
      return textsOf(fieldOf(one, 'hosts')).map((host, index) => ({
        from,
        host,
        secret,
        path: ['spec', 'tls', at, 'hosts', index],
      }));
    }),
  );
}

const dayMs = 86_400_000;
const soonDays = 30;

/** Why a certificate cannot be used now, or not for long; `undefined` when it can. */
export function validity(
  { from, until }: CertificateFacts,
  now: Date,
): { readonly text: string; readonly isOver: boolean } | undefined {
  const time = now.getTime();
  if (time < from) return { text: `is not valid before ${dayOf(from)}`, isOver: true };
  if (time > until) return { text: `ended on ${dayOf(until)}`, isOver: true };
  return until - time < soonDays * dayMs
    ? { text: `ends on ${dayOf(until)}`, isOver: false }
    : undefined;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
