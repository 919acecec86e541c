import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { runChild } from './child.ts';
import { isolated } from './helm.ts';
import { SourceFile } from './match-tree.ts';
import type { RenderedFile, RenderOptions } from './render.ts';
import type { RenderUnit } from './units.ts';

const timeoutMs = 60_000;
const maxBytes = 64 * 2 ** 20;

/**
 * `kustomize build`: one text for each file that an object comes from. A kustomization of our own, around the unit, asks for the
 * origins (annotation `config.kubernetes.io/origin`). Throws CaissonError when it cannot be built.
 */
export async function renderKustomize(
  unit: RenderUnit,
  directory: string,
  options: RenderOptions,
  scope: Scope,
): Promise<readonly RenderedFile[]> {
  const { kustomize, isolation } = options.programs;
  if (kustomize === undefined)
    throw new CaissonError(
      'host.missing-feature',
      'neither kustomize nor kubectl is installed, so the kustomization was not built',
      { hint: 'install one of them, or build it yourself and check what it writes' },
    );
  const [program, ...first] = kustomize;
  const around = realpathSync(mkdtempSync(join(scope.temporaryDirectory, 'kustomize-')));
  const target = realpathSync(directory);
  const wrapper = { resources: [relative(around, target)], buildMetadata: ['originAnnotations'] };
  try {
    writeFileSync(join(around, 'kustomization.yaml'), JSON.stringify(wrapper));
    const { code, output, complaint } = await runChild(
      isolated(isolation, [program, ...first, around]),
      {
        directory: around,
        environment: { HOME: around, PATH: '/usr/bin:/bin', GOMEMLIMIT: '512MiB' },
        timeoutMs,
        maxBytes,
        signal: scope.signal,
      },
    );
    if (code !== 0) throw failure(complaint);
    return filesOf(unit, relative(around, target), output.toString('utf8'), options);
  } finally {
    rmSync(around, { recursive: true, force: true });
  }
}

const origin = /^ {4}config\.kubernetes\.io\/origin: \|\n((?: {6}.*\n)+)/m;

function filesOf(
  unit: RenderUnit,
  prefix: string,
  output: string,
  options: RenderOptions,
): readonly RenderedFile[] {
  const sources = new Map<string, SourceFile>();
  function sourceAt(name: string): SourceFile {
    const known = sources.get(name) ?? new SourceFile(options.read(name) ?? Buffer.alloc(0));
    sources.set(name, known);
    return known;
  }
  return output.split(/^---\n/m).flatMap((text) => {
    if (text.trim() === '') return [];
    const from = /^ {6}path: (.+)$/m.exec(origin.exec(text)?.[1] ?? '')?.[1];
    const name = from === undefined || from.startsWith('/') ? undefined : relative(prefix, from);
    const made = withoutOrigin(text);
    return {
      path: joined(unit.path, name ?? 'kustomization.yaml'),
      bytes: Buffer.from(made),
      rendered: name === undefined ? { lineOf: () => undefined } : sourceAt(name).linesOf(made),
    };
  });
}

/** Paths with `..` in front are taken together with the unit's own. */
function joined(unit: string, name: string): string {
  const steps = unit === '.' ? [] : unit.split('/');
  const rest = name.split('/');
  while (rest[0] === '..' && steps.length > 0 && steps.at(-1) !== '..') {
    steps.pop();
    rest.shift();
  }
  return [...steps, ...rest].join('/');
}

/** As it would be without our wish to know; an annotation map that is left empty goes too. */
function withoutOrigin(text: string): string {
  return text.replace(origin, '').replace(/^ {2}annotations:\n(?! {4})/m, '');
}

function failure(complaint: string): CaissonError {
  const said = complaint
    .replace(/\s+/g, ' ')
    .replace(/^(?:Error|error): /, '')
    .slice(0, 400);
  return new CaissonError('input.unsupported', `the kustomization cannot be built: ${said}`, {
    hint: 'bases on other hosts are not fetched; vendor them, or build it yourself',
  });
}
