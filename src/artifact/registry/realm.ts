/** Second-level names below which everybody may register (`co.uk`), and hosting names whose children are strangers. */
const openSecondLevel = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'gob',
  'gov',
  'gv',
  'ne',
  'net',
  'or',
  'org',
]);
const sharedDomains = new Set([
  'amazonaws.com',
  'azurecr.io',
  'cloudapp.net',
  'github.io',
  'gitlab.io',
  'googleapis.com',
  'herokuapp.com',
  'nip.io',
  'pkg.dev',
  'run.app',
  'sslip.io',
  'azure.com',
  'azurewebsites.net',
  'duckdns.org',
]);

/**
 * Whether a token service may see the login of a registry: the same host, or one below the same registrable domain
 * (`registry-1.docker.io` and `auth.docker.io`). Without the public suffix list this errs on the side of refusing.
 */
export function isTrustedRealm(registryHost: string, realmHost: string): boolean {
  const [registry, realm] = [registryHost.toLowerCase(), realmHost.toLowerCase()];
  if (registry === realm) return true;
  const domain = registrableDomain(registry);
  return domain !== undefined && domain === registrableDomain(realm);
}

function registrableDomain(host: string): string | undefined {
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  if (labels.length < 2 || !/^[a-z]/.test(top)) return undefined;
  const size = top.length === 2 && (openSecondLevel.has(second) || second.length <= 2) ? 3 : 2;
  if (labels.length < size) return undefined;
  const domain = labels.slice(-size).join('.');
  return sharedDomains.has(domain) ? undefined : domain;
}
