import type { Analyzer } from '#contract/analyzer.ts';
import { formatPurl } from '#model/purl.ts';
import { licensesOf } from '../license.ts';
import { type PackageFacts, packageComponent, packageGap, textOf } from '../package-component.ts';
import { yamlLines } from './yaml-lines.ts';

/** `snap/NAME/REVISION/meta/snap.yaml` of a mounted or unpacked snap (Snapcraft, "The snap format"). */
export const snapAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-snap',
  revision: 1,
  title: 'snaps',
  claims: [{ directory: 'meta/', suffix: 'snap.yaml' }],
  *analyze(file) {
    const { fields, architecture } = readSnap(file.text());
    const name = textOf(fields.get('name'));
    const version = textOf(fields.get('version'));
    if (name === undefined || version === undefined) {
      yield packageGap(file, 'malformed', 'a snap without name or version');
      return;
    }
    const base = textOf(fields.get('base'));
    yield packageComponent(file, {
      ...snapFacts(name, version),
      ...(architecture !== undefined && { architecture }),
      ...licensesOf([fields.get('license')]),
      ...(base !== undefined && base !== 'none' && { requires: [{ name: base }] }),
    });
  },
};

interface Snap {
  /** What stands at the top. */
  readonly fields: ReadonlyMap<string, string>;
  /** If it is for one only. */
  readonly architecture: string | undefined;
}

function readSnap(text: string): Snap {
  const fields = new Map<string, string>();
  const architectures: string[] = [];
  let key = '';
  for (const line of yamlLines(text)) {
    if (line.start === 0 && !line.isItem) {
      key = line.key;
      fields.set(key, line.value);
    } else if (key === 'architectures' && line.isItem) architectures.push(line.value);
  }
  const listed = /^\[\s*["']?([\w-]{1,40})["']?\s*\]$/.exec(fields.get('architectures') ?? '')?.[1];
  return { fields, architecture: textOf(architectures.length === 1 ? architectures[0] : listed) };
}

/** `var/lib/snapd/seed/seed.yaml`: snaps that an image brings as files. Their names hold the revision only. */
export const snapSeedAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-snap-seed',
  revision: 1,
  title: 'snaps that an image is seeded with',
  claims: [{ directory: 'var/lib/snapd/seed/', suffix: 'seed.yaml' }],
  *analyze(file) {
    for (const { key, value, number } of yamlLines(file.text())) {
      const match = key === 'file' ? /^([a-z0-9-]{1,60})_(x?\d{1,12})\.snap$/.exec(value) : null;
      const [, name = '', revision = ''] = match ?? [];
      if (name !== '') yield packageComponent(file, snapFacts(name, '', revision), number);
    }
  },
};

function snapFacts(name: string, version: string, revision = ''): PackageFacts {
  const purl = formatPurl({ type: 'snap', name, version, qualifiers: { revision } });
  return { purl, name, version, ecosystem: 'snap', presence: 'installed' };
}
