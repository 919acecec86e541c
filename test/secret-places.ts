import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { expandRecipe } from '../src/secret/recipe.ts';
import { zipOf } from './accuracy/zip.ts';
import { digestOf, type TarFile, tarOf } from './sample-image.ts';

/** A secret made for a place, and where a scan must say that it is. */
export interface HiddenSecret {
  readonly name: string;
  /** What may stand in no output, cache or log. */
  readonly secret: string;
  readonly path: string;
  readonly line?: number;
  readonly state?: 'deleted' | 'overwritten';
}

/** A made-up token of GitHub with a right checksum; another seed gives another one. */
export function token(seed: string): string {
  return expandRecipe('ghp_{base62:30}{crc32b62}', seed);
}

interface FilePlace {
  readonly path: string;
  /** Where the finding stands, when that is not the file itself. */
  readonly at?: string;
  readonly line?: number;
  content(secret: string): string | Buffer;
}

/** Files in which secrets are found, by name. */
const filePlaces: Readonly<Record<string, FilePlace>> = {
  'docker configuration': {
    path: 'root/.docker/config.json',
    content: (secret) =>
      JSON.stringify({
        auths: { 'ghcr.io': { auth: Buffer.from(`shop:${secret}`).toString('base64') } },
      }),
  },
  npmrc: {
    path: 'root/.npmrc',
    line: 2,
    content: (secret) =>
      `registry=https://npm.pkg.github.com\n//npm.pkg.github.com/:_authToken=${secret}\n`,
  },
  'git credentials': {
    path: 'root/.git-credentials',
    line: 1,
    content: (secret) => `https://shop:${secret}@github.com\n`,
  },
  'shell history': {
    path: 'root/.bash_history',
    line: 2,
    content: (secret) =>
      `ls -l\ncurl -H "Authorization: Bearer ${secret}" https://api.github.com\n`,
  },
  netrc: {
    path: 'root/.netrc',
    line: 1,
    content: (secret) => `machine api.github.com login shop password ${secret}\n`,
  },
  kubeconfig: {
    path: 'root/.kube/config',
    line: 5,
    content: (secret) =>
      `apiVersion: v1\nusers:\n- name: shop\n  user:\n    token: ${secret}\nkind: Config\n`,
  },
  'Terraform state': {
    path: 'srv/terraform.tfstate',
    line: 3,
    content: (secret) =>
      `{"version":4,\n"outputs":{\n"token":{"value":"${secret}","type":"string"}}}\n`,
  },
  'an archive in an archive': {
    path: 'srv/shop.jar',
    at: '/srv/shop.jar!/lib/inner.zip!/settings.properties',
    line: 1,
    content: (secret) =>
      zipOf([
        ['META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\n'],
        ['lib/inner.zip', zipOf([['settings.properties', `token=${secret}\n`]])],
      ]),
  },
  'base64 text': {
    path: 'srv/values.yaml',
    line: 2,
    content: (secret) => `data:\n  token: ${Buffer.from(`TOKEN=${secret}`).toString('base64')}\n`,
  },
  'a compressed member': {
    path: 'srv/settings.txt.gz',
    content: (secret) => gzipSync(`# settings\ntoken=${secret}\n`),
  },
  'strings of a program': {
    path: 'srv/program',
    content: (secret) =>
      Buffer.concat([
        Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]),
        Buffer.alloc(200),
        Buffer.from(secret),
        Buffer.alloc(100),
      ]),
  },
  'a database': { path: 'srv/shop.sqlite', content: databaseWith },
  'a source map': {
    path: 'srv/app.js.map',
    content: (secret) =>
      JSON.stringify({
        version: 3,
        sources: ['a.ts'],
        sourcesContent: [`const t = "${secret}";\n`],
        mappings: '',
      }),
  },
  'UTF-16 text': {
    path: 'srv/settings.ini',
    content: (secret) => Buffer.from(`\ufeff[github]\r\ntoken=${secret}\r\n`, 'utf16le'),
  },
  'Python settings': {
    path: 'srv/settings.py',
    line: 2,
    content: (secret) => `import os\nGITHUB_TOKEN = "${secret}"\n`,
  },
  'a unit of systemd': {
    path: 'etc/systemd/system/shop.service',
    line: 2,
    content: (secret) => `[Service]\nEnvironment=GITHUB_TOKEN=${secret}\n`,
  },
};

/** The bytes of a database with one row. */
function databaseWith(secret: string): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-database-'));
  const path = join(directory, 'shop.sqlite');
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE settings (name TEXT, value TEXT)');
  database.prepare('INSERT INTO settings VALUES (?, ?)').run('token', secret);
  database.close();
  const bytes = readFileSync(path);
  rmSync(directory, { recursive: true });
  return bytes;
}

const stateLayers = { gone: token('deleted'), old: token('old'), current: token('current') };

/** Secrets in the configuration, the history, the annotations and the provenance of the image. */
const fields = {
  environment: token('environment'),
  label: token('label'),
  command: token('command'),
  health: token('health'),
  instruction: token('instruction'),
  argument: token('argument'),
  comment: token('comment'),
  annotation: token('annotation'),
  provenance: token('provenance'),
};

/** Everything that must be found in the image, each once. */
export const hiddenSecrets: readonly HiddenSecret[] = [
  {
    name: 'a deleted file',
    secret: stateLayers.gone,
    path: '/app/.env',
    line: 2,
    state: 'deleted',
  },
  {
    name: 'an overwritten file',
    secret: stateLayers.old,
    path: '/app/settings.env',
    line: 1,
    state: 'overwritten',
  },
  { name: 'its new content', secret: stateLayers.current, path: '/app/settings.env', line: 2 },
  ...Object.entries(filePlaces).map(([name, { path, at = `/${path}`, line }]) => ({
    name,
    secret: token(name),
    path: at,
    ...(line !== undefined && { line }),
  })),
  { name: 'the environment', secret: fields.environment, path: 'config.Env[1]' },
  { name: 'a label', secret: fields.label, path: 'config.Labels["shop.token"]' },
  { name: 'the command', secret: fields.command, path: 'config.Cmd[2]' },
  { name: 'the health check', secret: fields.health, path: 'config.Healthcheck.Test[1]' },
  { name: 'an instruction', secret: fields.instruction, path: 'history[1]' },
  { name: 'a build argument', secret: fields.argument, path: 'history[2]' },
  { name: 'a comment', secret: fields.comment, path: 'history[0]' },
  { name: 'an annotation', secret: fields.annotation, path: 'annotations["shop.note"]' },
  { name: 'provenance', secret: fields.provenance, path: 'attestation' },
];

const layers: readonly (readonly TarFile[])[] = [
  [
    { path: 'app/.env', content: `A=1\nGITHUB_TOKEN=${stateLayers.gone}\n` },
    { path: 'app/settings.env', content: `GITHUB_TOKEN=${stateLayers.old}\n` },
  ],
  [
    { path: 'app/.wh..env' },
    { path: 'app/settings.env', content: `B=2\nGITHUB_TOKEN=${stateLayers.current}\n` },
  ],
  Object.entries(filePlaces).map(([name, place]) => ({
    path: place.path,
    content: place.content(token(name)),
  })),
];

function configOf(diffIds: readonly string[]): Buffer {
  const created = '2026-10-02T03:04:05Z';
  return Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      created,
      config: {
        Env: ['PATH=/bin', `GITHUB_TOKEN=${fields.environment}`],
        Labels: { 'shop.token': fields.label },
        Cmd: ['/bin/shop', '--token', fields.command],
        Healthcheck: {
          Test: ['CMD-SHELL', `curl -H "Authorization: token ${fields.health}" http://localhost/`],
        },
      },
      rootfs: { type: 'layers', diff_ids: diffIds },
      history: [
        { created, created_by: 'COPY . /app # buildkit', comment: `deploy with ${fields.comment}` },
        {
          created,
          created_by: `RUN /bin/sh -c git clone https://${fields.instruction}@github.com/a/b`,
        },
        { created, created_by: `RUN |1 TOKEN=${fields.argument} /bin/sh -c make # buildkit` },
      ],
    }),
  );
}

/** Writes the image as an OCI layout, with annotations and BuildKit's provenance beside it. */
export function writeSecretImage(directory: string): void {
  const store = join(directory, 'blobs', 'sha256');
  mkdirSync(store, { recursive: true });
  function put(content: Buffer | object): { readonly digest: string; readonly size: number } {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes);
    writeFileSync(join(store, digest.slice(7)), bytes);
    return { digest, size: bytes.length };
  }
  const tars = layers.map(tarOf);
  const image = put({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      ...put(configOf(tars.map(digestOf))),
    },
    layers: tars.map((tar) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      ...put(tar),
    })),
    annotations: { 'shop.note': `use ${fields.annotation}` },
  });
  const predicateType = 'https://slsa.dev/provenance/v0.2';
  const statement = put({
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType,
    subject: [{ name: 'shop', digest: { sha256: image.digest.slice(7) } }],
    predicate: {
      buildType: 'https://mobyproject.org/buildkit@v1',
      invocation: { parameters: { args: { 'build-arg:TOKEN': fields.provenance } } },
    },
  });
  const attestation = put({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      ...put({ architecture: 'unknown', os: 'unknown' }),
    },
    layers: [
      {
        mediaType: 'application/vnd.in-toto+json',
        ...statement,
        annotations: { 'in-toto.io/predicate-type': predicateType },
      },
    ],
  });
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      { mediaType: manifestType, ...image, platform: { os: 'linux', architecture: 'amd64' } },
      {
        mediaType: manifestType,
        ...attestation,
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': image.digest,
        },
      },
    ],
  };
  writeFileSync(join(directory, 'index.json'), JSON.stringify(index));
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
