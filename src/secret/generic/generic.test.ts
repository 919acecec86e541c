import { expect, test } from 'vitest';
import { sampleScanner, testScope } from '../testing.ts';

const scanner = sampleScanner();
const key = 'Zf3D0LXCM3EIMbgJpUNnkRtOfOueHznB';

function found(path: string, text: string): readonly string[] {
  return scanner
    .scanText(text, path, testScope())
    .map(({ rule, severity }) => `${rule} ${severity}`);
}

const written: readonly (readonly [string, string])[] = [
  ['with a type behind a colon', `const apiToken: string = "${key}";`],
  ['with a type behind the name', `var apiToken string = "${key}"`],
  ['of a static text', `const API_TOKEN: &'static str = "${key}";`],
  ['as a default of make', `API_TOKEN ?= ${key}`],
  ['added to a text', `$apiToken .= "${key}"`],
  ['or else', `apiToken ||= "${key}"`],
  ['in a tag', `<apiToken>${key}</apiToken>`],
  ['in a tag of several lines', `<apiToken>\n    ${key}\n</apiToken>`],
  ['called creds', 'creds = T76N8qHaPKSM2w3SFsJ2iq8OwSMf1p'],
  ['with a dot in it', 'token: s.ZC9Ecf4M5g9o34Q6RkzGsj0z'],
];

test.for(written)('a generated value is read %s', ([, text]) => {
  expect(found('/srv/sample.txt', text)).toEqual(['generic-secret medium']);
});

const inForce: readonly (readonly [string, string])[] = [
  ['/srv/.env', 'DB_PASSWORD=postgres'],
  ['/srv/.env.production', 'DB_PASS=hunter2'],
  ['/srv/docker-compose.yml', '    environment:\n      POSTGRES_PASSWORD: postgres'],
  ['/srv/compose.override.yaml', '      - MYSQL_ROOT_PASSWORD=root'],
  ['/srv/application-prod.yml', 'spring:\n  datasource:\n    password: secret123'],
  ['/srv/config/database.yml', '  password: letmein'],
  ['/srv/app.properties', 'jdbc.password=admin'],
  ['/srv/values.yaml', '  adminPassword: "password"'],
];

test.for(inForce)('a weak password in settings in force counts: %s', ([path, text]) => {
  expect(found(path, text)).toEqual(['generic-password medium']);
});

test('elsewhere one is told where it is written like a variable of the environment', () => {
  expect(found('/srv/k8s/deploy.yaml', 'POSTGRES_PASSWORD: postgres')).toEqual([
    'generic-password low',
  ]);
  expect(found('/srv/api.yaml', 'password: string')).toEqual([]);
  expect(found('/srv/main.py', 'DB_PASSWORD = postgres')).toEqual([]);
});

const standIns = [
  'changeme',
  'change-me',
  'xxx',
  'xxxxxxxx',
  '<password>',
  '$' + '{DB_PASSWORD}',
  '$DB_PASSWORD',
  '{{ .Values.password }}',
  'your-password',
  'your_password_here',
  'example',
  '""',
  'null',
  'true',
  '/run/secrets/db',
  '********',
  'op://vault/db/password',
  'vault:secret/data/db#password',
];

test.for(standIns)('what stands for a password is none: %s', (value) => {
  expect(found('/srv/.env', `DB_PASSWORD=${value}\n`)).toEqual([]);
  expect(found('/srv/compose.yaml', `      DB_PASSWORD: ${value}\n`)).toEqual([]);
});

const quiet: readonly (readonly [string, string])[] = [
  ['/srv/.env.example', 'DB_PASSWORD=postgres'],
  ['/srv/docs/compose.yaml', 'password: postgres'],
  ['/srv/messages_de.properties', 'login.password=Passwort'],
  ['/srv/app_fr.properties', 'login.password=Mot'],
  ['/srv/README.md', 'DB_PASSWORD=postgres'],
  ['/srv/.env', 'PASSWORD_FILE=/run/secrets/db'],
  ['/srv/.env', 'PASSWORD_POLICY=strong'],
  ['/srv/build.gradle', "notes = 'io.jsonwebtoken:jjwt-jackson-0.11.2'"],
];

test.for(quiet)('nothing is told of %s: %s', ([path, text]) => {
  expect(found(path, text)).toEqual([]);
});
