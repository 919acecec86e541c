import type { Secret } from '#model/secret.ts';

/** Keys that a service loads from where its package put them: known to everyone and in use is worse, not better. */
const inUse =
  /(?:^|\/)(?:etc\/ssh\/ssh_host_\w{1,20}_key|etc\/ssl\/private\/[^/]{1,200}|root\/\.ssh\/[^/]{1,200}|home\/[^/]{1,64}\/\.ssh\/[^/]{1,200}|etc\/pki\/tls\/private\/[^/]{1,200})$/;

/**
 * A secret in a file that is still what its package installed: everyone who has the package has it, so it is not this artifact's. It
 * stays in the report as `negligible`; keys in use keep their severity. `owner` is the package URL.
 */
export function asShipped(secret: Secret, owner: string): Secret {
  const reasons = [...(secret.reasons ?? []), `shipped by ${owner}`];
  if (inUse.test(secret.location.path)) return { ...secret, reasons };
  return { ...secret, severity: 'negligible', reasons };
}
