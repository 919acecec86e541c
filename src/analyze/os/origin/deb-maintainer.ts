/** Mail domains of vendors who ship Debian packages of their own and maintain none in Debian or Ubuntu under them. */
const foreignDomains: ReadonlySet<string> = new Set([
  'chef.io',
  'cloudflare.com',
  'confluent.io',
  'datadoghq.com',
  'docker.com',
  'elastic.co',
  'f5.com',
  'gitlab.com',
  'grafana.com',
  'hashicorp.com',
  'influxdata.com',
  'lists.mariadb.org',
  'mongodb.com',
  'newrelic.com',
  'nginx.com',
  'nodesource.com',
  'nvidia.com',
  'oss.oracle.com',
  'percona.com',
  'puppet.com',
  'rabbitmq.com',
  'timescale.com',
  'wazuh.com',
  'zabbix.com',
]);

/** Suffixes with which other archives rebuild packages that Debian has too. */
const foreignVersion = /\.pgdg[0-9+]|deb\.sury\.org|[0-9]nodesource[0-9]/;
const distributions = /^(?:debian|ubuntu)$/i;

/**
 * Whether a Debian package certainly comes from elsewhere than Debian or Ubuntu, by its own fields (deb-control(5)): its
 * `Origin`, its version, or the mail domain of its maintainer. `fields` have lower-case names.
 */
export function isForeignDeb(fields: ReadonlyMap<string, string>, version: string): boolean {
  const origin = fields.get('origin') ?? '';
  if (origin !== '') return !distributions.test(origin);
  return foreignVersion.test(version) || foreignDomains.has(domainOf(fields.get('maintainer')));
}

/** `docker.com` of `Docker <support@docker.com>`. */
function domainOf(maintainer = ''): string {
  const at = maintainer.lastIndexOf('@');
  const end = maintainer.indexOf('>', at);
  if (at === -1) return '';
  return maintainer.slice(at + 1, end === -1 ? undefined : end).toLowerCase();
}
