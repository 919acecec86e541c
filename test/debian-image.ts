import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasPrograms, isRoot, run } from './daemons.ts';

/** Whether a Debian root file system can be built here. */
export function canBuildDebian(): boolean {
  return isRoot() && hasPrograms('mmdebstrap') && debianSources() !== '';
}

/**
 * A Debian 12 root file system as a tar, from the release alone, without updates and security; built once a machine.
 * `include` names packages beyond the minimal set.
 */
export function debianTar(name: string, include: readonly string[]): string {
  const directory = join(tmpdir(), 'caisson-test-images');
  const path = join(directory, `${name}.tar`);
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const sources = join(directory, `${name}.sources`);
  writeFileSync(sources, debianSources());
  const packages = include.length === 0 ? [] : [`--include=${include.join(',')}`];
  const part = `${path}.part.tar`;
  run('mmdebstrap', '--variant=minbase', '--mode=root', ...packages, 'bookworm', part, sources);
  renameSync(part, path);
  return path;
}

/** The stanzas of this machine's package sources that name the release itself, without its updates. */
function debianSources(): string {
  const file = '/etc/apt/sources.list.d/debian.sources';
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .split(/\n\s*\n/)
    .filter((stanza) => /^Suites:.*\bbookworm\b/m.test(stanza) && !/security/.test(stanza))
    .map((stanza) => stanza.replaceAll('bookworm-updates', '').trim())
    .join('\n\n')
    .concat('\n');
}
