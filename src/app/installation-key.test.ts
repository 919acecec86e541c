import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installationKey } from './installation-key.ts';

test('the key is made once, for its owner alone, and stays', () => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-key-'));
  try {
    const first = installationKey(join(directory, 'config'), undefined);

    expect(first).toHaveLength(32);
    expect(installationKey(join(directory, 'config'), undefined)).toEqual(Buffer.from(first));
    expect(statSync(join(directory, 'config', 'fingerprint.key')).mode & 0o777).toBe(0o600);
    expect(installationKey(join(directory, 'other'), undefined)).not.toEqual(first);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a given text takes the place of the file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-key-'));
  try {
    chmodSync(directory, 0o500);
    expect(installationKey(directory, 'ours')).toEqual(installationKey('/nowhere', 'ours'));
    expect(installationKey(directory, 'ours')).not.toEqual(installationKey('/nowhere', 'theirs'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
