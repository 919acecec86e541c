import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Reach } from '#contract/platform.ts';
import { CaissonError } from '#kit/error.ts';
import { permissions, roles } from '#wire/permission.ts';
import { covers, reachOf } from './grant.ts';
import { grantsOfGroups, parseGroupGrants } from './group-grants.ts';
import { hashPassword, isPassword } from './password.ts';
import { isSecret, newSecret } from './secret.ts';
import { openVault } from './vault.ts';

const directory = mkdtempSync(join(tmpdir(), 'caisson-identity-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const place = { cluster: 'c', namespace: 'n' };

test('a sealed secret opens for its own context only, and not when a bit is changed', () => {
  const vault = openVault(join(directory, 'a.key'));
  const sealed = vault.seal('s3cret', 'destination:7');

  expect(vault.open(sealed, 'destination:7')).toBe('s3cret');
  expect(sealed).not.toContain('s3cret');
  expect(() => vault.open(sealed, 'destination:8')).toThrow(CaissonError);
  for (let at = 0; at < sealed.length; at += 7) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
    expect(() => vault.open(changed, 'destination:7')).toThrow(CaissonError);
  }
});

test('old secrets open after a rotation, also in a process that starts later', () => {
  const file = join(directory, 'b.key');
  const vault = openVault(file);
  const sealed = vault.seal('s3cret', 'x');
  const signature = vault.sign('head', 'text');

  vault.rotate();
  const later = openVault(file);

  expect(vault.isOld(sealed)).toBe(true);
  expect(later.open(sealed, 'x')).toBe('s3cret');
  expect(later.isOld(later.seal('s3cret', 'x'))).toBe(false);
  expect(later.verify('head', 'text', signature)).toBe(true);
  expect(later.verify('tail', 'text', signature)).toBe(false);
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
});

test('what another process sealed with a new key opens in one that runs already', () => {
  const file = join(directory, 'e.key');
  const running = openVault(file);
  const other = openVault(file);
  other.rotate();

  const sealed = other.seal('s3cret', 'x');

  expect(running.open(sealed, 'x')).toBe('s3cret');
  expect(running.verify('head', 'text', other.sign('head', 'text'))).toBe(true);
});

test('a key file is for its owner, and one that others read is refused', () => {
  const file = join(directory, 'c.key');
  openVault(file);

  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect(() => openVault(file)).toThrow(CaissonError);
  chmodSync(file, 0o600);
  writeFileSync(file, 'not a key\n');
  expect(() => openVault(file)).toThrow(CaissonError);
});

test('a vault opens nothing that is not sealed, and says so', () => {
  const vault = openVault(join(directory, 'd.key'));

  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => vault.open(text, 'x')).toThrow(CaissonError);
      expect(vault.verify('x', 'y', text)).toBe(false);
    }),
  );
});

test('passwords are hashed with argon2id as OWASP advises, each with its own salt', async () => {
  const hash = await hashPassword('correct horse');

  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/u);
  expect(hash).not.toBe(await hashPassword('correct horse'));
  expect(await isPassword('correct horse', hash)).toBe(true);
  expect(await isPassword('correct horsf', hash)).toBe(false);
  expect(await isPassword('', undefined)).toBe(false);
  expect(await isPassword('', '')).toBe(false);
});

test('a mistyped token is told from a good one without the store', () => {
  const secret = newSecret('token');

  expect(isSecret('token', secret)).toBe(true);
  expect(isSecret('first', secret)).toBe(false);
  for (let at = 4; at < secret.length; at += 1) {
    const other = secret[at] === 'A' ? 'B' : 'A';
    expect(isSecret('token', secret.slice(0, at) + other + secret.slice(at + 1))).toBe(false);
  }
});

test('a placed grant does not reach the installation as a whole', () => {
  const grants = [{ role: 'administrator', place } as const];

  expect(reachOf(grants, 'finding.read')).toEqual([place]);
  expect(reachOf(grants, 'user.write')).toBeUndefined();
  expect(reachOf([...grants, { role: 'viewer' }], 'finding.read')).toBe('all');
  expect(reachOf([{ role: 'viewer', place: {} }], 'finding.read')).toBe('all');
});

const someGrant = fc.record({
  role: fc.constantFrom(...roles),
  place: fc.option(
    fc.record(
      {
        cluster: fc.constantFrom('a', 'b'),
        namespace: fc.constantFrom('n', 'm'),
        repository: fc.constantFrom('r', 'r/s', 'rs'),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  ),
});

function exceeds(given: Reach | undefined, own: Reach | undefined): boolean {
  return given !== undefined && (own === undefined || (given === 'all' && own !== 'all'));
}

test('nobody gives more than they have: what is covered adds no permission anywhere', () => {
  fc.assert(
    fc.property(fc.array(someGrant, { maxLength: 3 }), someGrant, (own, wanted) => {
      const isAdministrator = reachOf(own, 'user.write') === 'all';
      fc.pre(!isAdministrator && covers(own, wanted));
      const more = permissions.filter((one) => exceeds(reachOf([wanted], one), reachOf(own, one)));
      expect(more).toEqual([]);
    }),
  );
});

test('everybody covers what they have themselves', () => {
  fc.assert(
    fc.property(someGrant, (grant) => {
      expect(covers([grant], grant)).toBe(true);
    }),
  );
});

test('a grant for one repository does not cover another that begins alike', () => {
  const own = [{ role: 'viewer', place: { repository: 'r/team' } } as const];

  expect(covers(own, { role: 'viewer', place: { repository: 'r/team/app' } })).toBe(true);
  expect(covers(own, { role: 'viewer', place: { repository: 'r/team-b' } })).toBe(false);
  expect(covers(own, { role: 'viewer' })).toBe(false);
  expect(covers(own, { role: 'analyst', place: { repository: 'r/team' } })).toBe(false);
});

test('groups give grants, and a mapping that gives nothing is refused', () => {
  const mapping = parseGroupGrants(['cn=ops,dc=x=administrator', 'dev=analyst@shop', '*=viewer']);

  expect(grantsOfGroups(mapping, ['dev'])).toEqual([
    { role: 'analyst', place: { namespace: 'shop' } },
    { role: 'viewer' },
  ]);
  expect(grantsOfGroups(mapping, ['cn=ops,dc=x'])).toContainEqual({ role: 'administrator' });
  for (const bad of ['', 'ops', 'ops=root', '=viewer', 'dev=viewer@'])
    expect(() => parseGroupGrants([bad])).toThrow(CaissonError);
});
