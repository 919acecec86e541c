import type { Claim } from '#contract/analyzer.ts';
import { vncForm } from '../hash/service-forms.ts';
import type { Account } from './account.ts';
import {
  readColumns,
  readDovecot,
  readHtpasswd,
  readShadow,
  readSmbpasswd,
  readUserlist,
} from './colon.ts';
import { readGrafana } from './grafana.ts';
import {
  readCouchAdmins,
  readJettyRealm,
  readShiro,
  readUserProperties,
  readWildfly,
} from './properties.ts';
import { readSql } from './sql.ts';
import {
  readBasicAuthUsers,
  readClickhouse,
  readInternalUsers,
  readJenkinsUser,
  readRabbit,
  readTomcat,
} from './structured.ts';
import { readCisco, readInstaller, readJaas, readLdif, readMarked, readRedisAcl } from './text.ts';

/** A kind of file that holds accounts. */
export interface AccountSource {
  /** For people: `shadow file`. */
  readonly title: string;
  /** Service whose stock passwords are tried first; its id in the catalogue. */
  readonly service?: string;
  readonly claims: readonly Claim[];
  /** Narrows the claims. */
  readonly path: RegExp;
  /** Accounts of the system itself: whether an empty password matters depends on the shell, so a reviewer judges it. */
  readonly system?: boolean;
  read(text: string, path: string, bytes: Uint8Array): readonly Account[];
}

export const accountSources: readonly AccountSource[] = [
  system('shadow file', ['shadow', 'shadow-'], /\/etc\/shadow-?$/, readShadow),
  system('BSD password file', ['master.passwd'], /\/etc\/master\.passwd$/, readShadow),
  system('password file', ['passwd', 'passwd-'], /\/etc\/passwd-?$/, readShadow),
  system(
    'group shadow file',
    ['gshadow', 'gshadow-'],
    /\/etc\/gshadow-?$/,
    withoutEmpty(readShadow),
  ),
  {
    title: 'htpasswd file',
    claims: [
      { basename: '.htpasswd' },
      { basename: 'htpasswd' },
      { basename: '.htusers' },
      { basename: 'htusers' },
      { basename: '.passwd' },
      { basename: 'passwords' },
      { basename: 'users' },
      { suffix: '.htpasswd' },
      { suffix: '.users' },
      { suffix: '.passwd' },
      { suffix: '.auth' },
      { directory: 'htpasswd/' },
    ],
    path: /\.?htpasswd|htusers|\/htpasswd\/|\/(?:\.passwd|passwords|users)$|\.(?:users|passwd|auth)$/,
    read: readHtpasswd,
  },
  { ...named('dovecot users', ['users', 'passwd', 'passwd.db'], /\/dovecot\/[^/]+$/, readDovecot) },
  {
    ...named(
      'ftp users',
      ['ftpd.passwd', 'proftpd.passwd', 'pureftpd.passwd'],
      /ftpd\.passwd$/,
      readShadow,
    ),
    service: 'ftp',
  },
  { ...named('smbpasswd file', ['smbpasswd'], /\/smbpasswd$/, readSmbpasswd), service: 'samba' },
  {
    ...named('PgBouncer user list', ['userlist.txt'], /\/userlist\.txt$/, readUserlist),
    service: 'postgres',
  },
  {
    ...named(
      'Mosquitto password file',
      ['passwd', 'password_file', 'passwordfile', 'mosquitto.passwd', 'pwfile'],
      /mosquitto|\/(?:password_?file|pwfile)$/,
      readHtpasswd,
    ),
    service: 'mosquitto',
  },
  named(
    'static password list',
    ['basic_auth.csv', 'basic-auth.csv'],
    /basic[-_]auth\.csv$/,
    (text) => readColumns('csv', text),
  ),
  named('PPP secrets', ['chap-secrets', 'pap-secrets'], /\/(?:chap|pap)-secrets$/, (text) =>
    readColumns('chap', text),
  ),
  {
    ...named('Tomcat users', ['tomcat-users.xml'], /\/tomcat-users\.xml$/, readTomcat),
    service: 'tomcat',
  },
  named(
    'WildFly users',
    ['mgmt-users.properties', 'application-users.properties'],
    /-users\.properties$/,
    readWildfly,
  ),
  {
    title: 'RabbitMQ definitions',
    service: 'rabbitmq',
    claims: [
      { basename: 'definitions.json' },
      { basename: 'rabbitmq_definitions.json' },
      { basename: 'load_definitions.json' },
      { directory: 'rabbitmq/', suffix: '.json' },
    ],
    path: /definitions.*\.json$|\/rabbitmq\/[^/]+\.json$/,
    read: readRabbit,
  },
  {
    ...named(
      'OpenSearch internal users',
      ['internal_users.yml'],
      /\/internal_users\.yml$/,
      readInternalUsers,
    ),
    service: 'opensearch',
  },
  named(
    'web configuration of an exporter',
    ['web-config.yml', 'web.yml', 'web-config.yaml', 'web.yaml'],
    /\/web(?:-config)?\.ya?ml$/,
    readBasicAuthUsers,
  ),
  {
    ...named('Jenkins user', ['config.xml'], /\/users\/[^/]+\/config\.xml$/, readJenkinsUser),
    service: 'jenkins',
  },
  {
    title: 'ClickHouse users',
    service: 'clickhouse',
    claims: [{ basename: 'users.xml' }, { directory: 'users.d/', suffix: '.xml' }],
    path: /\/clickhouse[^/]*\/.*(?:users\.xml|\.xml)$|\/users\.xml$|\/users\.d\/[^/]+\.xml$/,
    read: readClickhouse,
  },
  named(
    'Jetty realm',
    ['jetty-realm.properties', 'realm.properties'],
    /\/(?:jetty-)?realm\.properties$/,
    readJettyRealm,
  ),
  named(
    'user list',
    ['users.properties', 'artemis-users.properties', 'credentials.properties'],
    /users\.properties$|credentials\.properties$/,
    readUserProperties,
  ),
  named('Shiro users', ['shiro.ini', 'shiro.ini.template'], /\/shiro\.ini$/, readShiro),
  {
    title: 'CouchDB administrators',
    service: 'couchdb',
    claims: [
      { basename: 'local.ini' },
      { basename: 'docker.ini' },
      { directory: 'local.d/', suffix: '.ini' },
    ],
    path: /\.ini$/,
    read: readCouchAdmins,
  },
  {
    title: 'Redis ACL',
    service: 'redis',
    claims: [
      { basename: 'users.acl' },
      { basename: 'aclfile.acl' },
      { suffix: '.acl' },
      { basename: 'redis.conf' },
      { basename: 'valkey.conf' },
    ],
    path: /\.acl$|\/(?:redis|valkey)\.conf$/,
    read: readRedisAcl,
  },
  {
    title: 'LDIF',
    service: 'openldap',
    claims: [{ suffix: '.ldif' }],
    path: /\.ldif$/i,
    read: readLdif,
  },
  named('slapd configuration', ['slapd.conf'], /\/slapd\.conf$/, (text) =>
    readLdif(text.replace(/^(rootpw)\s+/gim, '$1: ')),
  ),
  {
    title: 'VNC password file',
    service: 'vnc',
    claims: [
      { directory: '.vnc/' },
      { directory: 'vnc/' },
      { basename: '.vncpasswd' },
      { basename: 'vncpasswd' },
    ],
    path: /\/\.?vnc\/passwd$|\/\.?vncpasswd$/,
    read: (_text, _path, bytes) => vncAccounts(bytes),
  },
  {
    title: 'network device configuration',
    claims: [
      { basename: 'startup-config' },
      { basename: 'running-config' },
      { suffix: '-confg' },
      { suffix: '-config' },
      { suffix: '.cfg' },
      { suffix: '.ios' },
    ],
    path: /(?:startup|running)-config$|-confg$|-config$|\.(?:cfg|ios)$/,
    read: (text) =>
      /^(?:hostname|version|enable|service password-encryption)\b/m.test(text)
        ? readCisco(text)
        : [],
  },
  named(
    'unattended installation',
    ['anaconda-ks.cfg', 'ks.cfg', 'preseed.cfg', 'original-ks.cfg', 'kickstart.cfg'],
    /(?:ks|preseed|kickstart)\.cfg$/,
    readInstaller,
  ),
  {
    title: 'JAAS configuration',
    service: 'kafka',
    claims: [
      { suffix: '_jaas.conf' },
      { suffix: '-jaas.conf' },
      { basename: 'jaas.conf' },
      { suffix: '.jaas' },
      { suffix: 'jaas.config' },
    ],
    path: /jaas/i,
    read: readJaas,
  },
  {
    title: 'SQL script',
    claims: [{ suffix: '.sql' }],
    path: /\.sql$/i,
    read: readSql,
  },
  {
    ...named('Grafana database', ['grafana.db'], /\/grafana\.db$/, (_text, _path, bytes) =>
      readGrafana(bytes),
    ),
    service: 'grafana',
  },
  {
    title: 'list of users with hashes',
    claims: [
      { basename: 'traefik.yml' },
      { basename: 'traefik.yaml' },
      { basename: 'traefik.toml' },
      { directory: 'traefik/' },
    ],
    path: /traefik/,
    read: readMarked,
  },
];

function named(
  title: string,
  names: readonly string[],
  path: RegExp,
  read: AccountSource['read'],
): AccountSource {
  return { title, claims: names.map((basename) => ({ basename })), path, read };
}

function system(
  title: string,
  names: readonly string[],
  path: RegExp,
  read: AccountSource['read'],
): AccountSource {
  return { ...named(title, names, path, read), system: true };
}

/** A group without a password is the usual case. */
function withoutEmpty(read: AccountSource['read']): AccountSource['read'] {
  return (text, path, bytes) => read(text, path, bytes).filter(({ form }) => form !== undefined);
}

function vncAccounts(bytes: Uint8Array): readonly Account[] {
  const form = vncForm(bytes);
  return form === undefined ? [] : [{ user: 'vnc', form }];
}
