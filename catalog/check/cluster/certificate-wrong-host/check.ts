import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { certificatesIn, servedHosts } from '#posture/relation/certificates.ts';
import { coversHost } from '#posture/secret/certificate.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const own = certificatesIn(view).filter(({ path }) => path.at(-1) === 'tls.crt');
  const bySecret = new Map(
    own.map((one) => [`${one.secret.namespace}/${one.secret.name}`, one.facts]),
  );
  for (const { from, host, secret, path } of servedHosts(view)) {
    const facts = bySecret.get(`${from.namespace}/${secret}`);
    if (facts === undefined || facts.names.some((name) => coversHost(name, host))) continue;
    yield {
      message: `the certificate in "${secret}" is for ${facts.names.slice(0, 5).join(', ') || facts.subject}, not for ${host}`,
      identity: host,
      object: referenceOf(from),
      field: path,
    };
  }
}
