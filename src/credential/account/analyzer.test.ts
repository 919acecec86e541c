import { pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import { guessPasswords } from '../candidate/guess.ts';
import { tried } from '../hash/form.ts';
import { scope, viewOf, writtenFaults } from '../testdata/view.ts';
import { accountAnalyzer } from './analyzer.ts';
import { accountReviewer } from './reviewer.ts';
import { accountSources } from './source.ts';

const make = writtenFaults();
const analyzer = accountAnalyzer(make, 1);

function seen(path: string, content: string | Uint8Array): readonly Observation[] {
  return [...analyzer.analyze(viewOf(path, content), scope)];
}

/** Rule, account and line of every fault. */
function told(path: string, content: string | Uint8Array): readonly string[] {
  return seen(path, content).flatMap((observation) => {
    if (observation.type !== 'fault') return [];
    const { rule, subject = '' } = observation.fault;
    return [`${rule.slice(-4)} ${subject}:${observation.location.line ?? 0}`];
  });
}

const bcryptOfAdmin = '$2b$04$Qz3dLp0aQz3dLp0aQz3dLezAr7fdOqXc5xvfKqo2lkKqliOS0AlWq';

test.for([
  [
    'shadow with the user name',
    '/etc/shadow',
    'pi:QzdCOVZerzvm2:1::::::\nok:!:1\nno:*:1\n',
    ['0001 pi:1'],
  ],
  [
    'tomcat',
    '/opt/tomcat/conf/tomcat-users.xml',
    '<tomcat-users xmlns="http://tomcat.apache.org/xml">\n<user username="tomcat" password="tomcat"/></tomcat-users>',
    ['0001 tomcat:2'],
  ],
  [
    'tomcat in comments',
    '/opt/tomcat/conf/tomcat-users.xml',
    '<tomcat-users><!-- <user username="tomcat" password="tomcat"/> --></tomcat-users>',
    [],
  ],
  [
    'plain passwords of the own choice',
    '/opt/tomcat/conf/tomcat-users.xml',
    '<tomcat-users><user username="ops" password="Zk2mX91hWq"/></tomcat-users>',
    [],
  ],
  [
    'templates',
    '/opt/tomcat/conf/tomcat-users.xml',
    '<tomcat-users><user username="ops" password="${tomcat.password}"/></tomcat-users>',
    [],
  ],
  [
    'wildfly',
    '/opt/jboss/wildfly/standalone/configuration/mgmt-users.properties',
    '# $REALM_NAME=ManagementRealm$\nadmin=c22052286cd5d72239a90fe193737253\n',
    ['0002 admin:2'],
  ],
  [
    'redis ACL',
    '/etc/redis/users.acl',
    'user default on nopass ~* +@all\nuser off off nopass\n',
    ['0003 default:1'],
  ],
  [
    'MySQL script',
    '/docker-entrypoint-initdb.d/1.sql',
    "CREATE USER 'app'@'%' IDENTIFIED BY 'app';\n-- CREATE USER 'x'@'%' IDENTIFIED BY 'x';\n",
    ['0002 app:1'],
  ],
  [
    'MySQL user without a password',
    '/docker-entrypoint-initdb.d/1.sql',
    "CREATE USER 'app'@'%';",
    ['0003 app:1'],
  ],
  [
    'PostgreSQL script',
    '/docker-entrypoint-initdb.d/1.sql',
    "CREATE ROLE joe WITH LOGIN PASSWORD 'joe123';\n",
    ['0002 joe:1'],
  ],
  [
    'PostgreSQL user without a password is no open door',
    '/docker-entrypoint-initdb.d/1.sql',
    'CREATE USER joe;\n',
    [],
  ],
  [
    'PgBouncer',
    '/etc/pgbouncer/userlist.txt',
    '"postgres" "postgres"\n"ops" "SCRAM-SHA-256$bad"\n',
    ['0001 postgres:1'],
  ],
  [
    'LDIF',
    '/data/a.ldif',
    `dn: cn=admin,dc=x\nuserPassword:: ${Buffer.from('admin').toString('base64')}\n`,
    ['0001 admin:2'],
  ],
  [
    'Cisco',
    '/tftp/startup-config',
    'hostname r1\nenable password 7 0822455D0A16\n',
    ['0001 enable:2'],
  ],
  ['VNC', '/root/.vnc/passwd', Buffer.from('dbd83cfd727a1458', 'hex'), ['0002 vnc:0']],
  ['kickstart', '/root/anaconda-ks.cfg', 'rootpw --plaintext changeme\n', ['0002 root:1']],
  ['locked in kickstart', '/root/anaconda-ks.cfg', 'rootpw --lock\n', []],
  [
    'RabbitMQ',
    '/etc/rabbitmq/definitions.json',
    '{"users":[{"name":"guest","password_hash":"c2FsdDRwMuw4kgNZhm0cEYx1m4NAR6BCdplxDdFbnDjbRIKq"}]}',
    ['0001 guest:1'],
  ],
  ['a sample', '/etc/nginx/.htpasswd.example', 'admin:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n', []],
  [
    'SHA-1 of htpasswd',
    '/etc/nginx/.htpasswd',
    'admin:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n',
    ['0002 admin:1'],
  ],
  [
    'weak but unknown',
    '/etc/nginx/.htpasswd',
    'ops:$apr1$Qz3dLp0a$8/7yL63odEi26qaSmuR6O/\n',
    ['0004 Apache MD5:1'],
  ],
] as const)('%s', ([, path, content, expected]) => {
  expect(told(path, content)).toEqual(expected);
});

test('no observation holds a password or a hash', () => {
  const text = `admin:${bcryptOfAdmin}\nuser:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n`;

  const all = JSON.stringify(seen('/etc/nginx/.htpasswd', text));

  expect(all).not.toContain('Qz3dLp0a');
  expect(all).not.toContain('0DPiKuNI');
});

test('a hash bomb is a gap', () => {
  const text = `root:$6$rounds=999999999$ab$${'a'.repeat(86)}:1::::::\n`;

  expect(seen('/etc/shadow', text)).toMatchObject([{ type: 'gap', reason: 'too-large' }]);
});

test('the administrator of a Grafana database', () => {
  const hash = pbkdf2Sync('admin', 'Qz3dLp0aQz', 10_000, 50, 'sha256').toString('hex');
  const row = `adminadmin@localhost${hash}Qz3dLp0aQzAbCdEfGhIj`;

  expect(told('/var/lib/grafana/grafana.db', `SQLite format 3\0\x01${row}`)).toEqual([
    '0001 admin:0',
  ]);
});

test('guessing ends with the budget, the same everywhere', () => {
  const form = tried('slow', 400, (guess) => guess === 'zzz');
  const targets = [
    { form, user: 'a' },
    { form, user: 'b' },
  ];

  expect(guessPasswords(targets, 2000)).toEqual({ found: new Map(), unfinished: 2 });
  expect(guessPasswords(targets).unfinished).toBe(0);
});

test('passwd tells second superusers, double names and readable hashes', () => {
  const text = 'root:x:0:0::/root:/bin/sh\nops:x:0:0::/:/bin/sh\nops:x:7:7::/:/bin/sh\n';

  expect(told('/etc/passwd', text)).toEqual(['0005 ops:2', '0006 ops:3']);
  expect(told('/etc/passwd', 'a:Qz3hSeGHZhLLk:1:1::/:/bin/sh\n')).toContain('0007 a:1');
});

test.for([
  ['with a shell and a door', 'root::0:::::', 'root:x:0:0::/root:/bin/sh', '/bin/su', 'critical'],
  ['with a shell', 'root::0:::::', 'root:x:0:0::/root:/bin/sh', '/nothing', 'high'],
  ['without a shell', 'ftp::0:::::', 'ftp:x:9:9::/:/sbin/nologin', '/bin/su', 'low'],
  ['that passwd does not know', 'old::0:::::', 'root:x:0:0::/root:/bin/sh', '/bin/su', undefined],
] as const)('an account without a password %s', ([, shadow, passwd, door, severity]) => {
  const facts = [...seen('/etc/shadow', shadow), ...seen('/etc/passwd', passwd)].filter(
    (observation) => observation.type === 'fact',
  );
  const tree = {
    artifact: { kind: 'image', reference: 'x', source: 'x' },
    components: [],
    facts,
    altered: [],
    ownerOf: () => undefined,
    has: (path: string) => path === door,
  } as const;

  const faults = [...accountReviewer(make, 1).review(tree)];

  expect(faults.map((fault) => 'severity' in fault && fault.severity)).toEqual(
    severity === undefined ? [] : [severity],
  );
});

test('random and damaged files give input and limit errors only', () => {
  const paths = accountSources.map(({ claims }) => {
    const [claim] = claims;
    return claim !== undefined && 'basename' in claim ? `/etc/${claim.basename}` : '/etc/a.sql';
  });
  const words = fc.constantFrom(
    'root:',
    '$6$',
    'user ',
    '<user username="',
    "IDENTIFIED BY '",
    '{"users":[',
    ':',
    '\n',
    'password',
    '\0',
    '::',
  );
  const text = fc.array(fc.oneof(words, fc.string({ maxLength: 12 })), { maxLength: 30 });
  fc.assert(
    fc.property(fc.constantFrom(...paths), text, (path, parts) => {
      expect(failureOf(() => seen(path, parts.join('')))).toMatch(/^$|^(?:input|limit)\./);
    }),
    { numRuns: 200 },
  );
});

/** Code of the error that something ends with; empty when it does not. */
function failureOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return isCaissonError(error) ? error.code : String(error);
  }
}
