import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { alignLines } from './align.ts';
import { type ChildResult, runChild } from './child.ts';
import type { RenderedFile, RenderOptions } from './render.ts';
import { splitBySource } from './split.ts';
import type { RenderUnit } from './units.ts';

const timeoutMs = 60_000;
const maxBytes = 64 * 2 ** 20;

/** `helm template`: the text of each template. Throws CaissonError when it cannot be rendered. */
export async function renderHelm(
  unit: RenderUnit,
  directory: string,
  options: RenderOptions,
  scope: Scope,
): Promise<readonly RenderedFile[]> {
  const chart = readText(options, 'Chart.yaml') ?? '';
  if (/^type:\s*["']?library\b/m.test(chart)) return [];
  const { code, output, complaint } = await runHelm(directory, options, scope);
  if (code !== 0) throw failure(complaint);
  return splitBySource(output.toString('utf8')).map(({ source, text }) => {
    // `name/templates/a.yaml`: the name of the chart stands for its directory
    const inside = source.slice(source.indexOf('/') + 1);
    const template = readText(options, inside) ?? '';
    return {
      path: unit.path === '.' ? inside : `${unit.path}/${inside}`,
      bytes: Buffer.from(text),
      rendered: alignLines(text, template),
    };
  });
}

async function runHelm(
  directory: string,
  { programs, values, set, release, namespace, minor }: RenderOptions,
  scope: Scope,
): Promise<ChildResult> {
  const { helm, isolation } = programs;
  if (helm === undefined)
    throw new CaissonError(
      'host.missing-feature',
      'helm is not installed, so the chart was not examined',
      {
        hint: 'install helm, or render it yourself: helm template . | caisson check --stdin chart.yaml',
      },
    );
  const home = mkdtempSync(join(scope.temporaryDirectory, 'helm-'));
  const words = [
    helm,
    'template',
    release,
    directory,
    '--include-crds',
    '--skip-tests',
    '--kube-version',
    `1.${minor}.0`,
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...values.flatMap((file) => ['--values', file]),
    ...set.flatMap((pair) => ['--set', pair]),
  ] as const;
  try {
    return await runChild(isolated(isolation, words), {
      directory: home,
      environment: { HOME: home, PATH: '/usr/bin:/bin', GOMEMLIMIT: '512MiB' },
      timeoutMs,
      maxBytes,
      signal: scope.signal,
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The command behind the words that take its network away. */
export function isolated(
  isolation: readonly string[],
  words: readonly [string, ...string[]],
): readonly [string, ...string[]] {
  const [first, ...rest] = isolation;
  return first === undefined ? words : [first, ...rest, ...words];
}

function readText(options: RenderOptions, path: string): string | undefined {
  const bytes = options.read(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

function failure(complaint: string): CaissonError {
  const said = complaint
    .replace(/\s+/g, ' ')
    .replace(/^Error: /, '')
    .slice(0, 400);
  if (/missing in charts\/? directory|dependency build|dependencies/.test(said))
    return new CaissonError('input.unsupported', `helm cannot render the chart: ${said}`, {
      hint: 'run "helm dependency build" in it',
    });
  return new CaissonError('input.unsupported', `helm cannot render the chart: ${said}`, {
    hint: 'it may need values: --values FILE',
  });
}
