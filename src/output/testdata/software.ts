import { sha256Hex } from '#kit/hash.ts';
import { type Component, componentId } from '#model/component.ts';
import { type Digest, parseDigest } from '#model/digest.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { Location } from '#model/location.ts';
import { formatPurl, type Purl } from '#model/purl.ts';

/** Layers and software of a made-up Debian image with deb, npm, maven and unknown packages and a hostile name. */
export const baseLayer = digestOf('base layer');
export const appLayer = digestOf('application layer');
const status: Location = { path: '/var/lib/dpkg/status', layer: baseLayer };
const lock: Location = { path: '/app/package-lock.json', layer: appLayer, line: 812 };
const war: Location = { path: '/app/shop.war!/WEB-INF/lib/log4j-core-2.14.0.jar', layer: appLayer };

/** A digest of nothing real. */
export function digestOf(text: string): Digest {
  return parseDigest(`sha256:${sha256Hex(text)}`);
}

function deb(name: string, version: string, source?: Component['source']): Component {
  return component(
    'deb',
    { type: 'deb', namespace: 'debian', name, version, qualifiers: { arch: 'amd64', distro: 'debian-12' } },
    status,
    {
      architecture: 'amd64',
      presence: 'installed',
      supplier: 'Debian Maintainers <maint@example.org>',
      ...(source && { source }),
    },
  );
}

function component(
  ecosystem: Ecosystem,
  purl: Purl,
  location: Location,
  more: Partial<Component> = {},
): Component {
  const text = formatPurl(purl);
  const name =
    ecosystem === 'maven' ? `${purl.namespace}:${purl.name}` : (more.name ?? purl.name);
  return {
    id: componentId(text, location.path),
    purl: text,
    version: purl.version ?? '',
    ecosystem,
    presence: 'declared',
    locations: [location],
    ...more,
    name,
  };
}

export const components = {
  libssl: {
    ...deb('libssl3', '3.0.15-1~deb12u1', { name: 'openssl', version: '3.0.15-1~deb12u1' }),
    licenses: [{ expression: 'Apache-2.0' }, { raw: 'Artistic and GPL <see copyright>' }],
    requires: [{ name: 'libc6', range: '>= 2.34' }],
  },
  openssl: deb('openssl', '3.0.15-1~deb12u1', { name: 'openssl', version: '3.0.15-1~deb12u1' }),
  libc: deb('libc6', '2.36-9+deb12u9', { name: 'glibc', version: '2.36-9+deb12u9' }),
  zlib: deb('zlib1g', '1:1.2.13.dfsg-1', { name: 'zlib', version: '1:1.2.13.dfsg-1' }),
  perl: deb('perl-base', '5.36.0-7+deb12u1', { name: 'perl', version: '5.36.0-7+deb12u1' }),
  axios: {
    ...component('npm', { type: 'npm', name: 'axios', version: '0.21.1' }, lock),
    licenses: [{ expression: 'MIT' }],
    scopes: ['runtime'],
    hashes: [{ algorithm: 'sha512', value: 'ab'.repeat(64) }],
  },
  lodash: component('npm', { type: 'npm', name: 'lodash', version: '4.17.15' }, lock, { scopes: ['dev'] }),
  hostile: component(
    'npm',
    { type: 'npm', name: '\u202eevil\u001b[31m<script>alert(1)</script>', version: '1.0.0' },
    lock,
  ),
  log4j: component(
    'maven',
    { type: 'maven', namespace: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.0' },
    war,
    { presence: 'embedded', hashes: [{ algorithm: 'sha1', value: '0f'.repeat(20) }] },
  ),
  binary: component('generic', { type: 'generic', name: '漢字ツール' }, { path: '/opt/tool/漢字ツール', layer: appLayer }, {
    presence: 'embedded',
  }),
} as const satisfies Record<string, Component>;
