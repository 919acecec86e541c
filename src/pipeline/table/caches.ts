import type { Variable } from '../model.ts';
import { variableOf } from '../yaml-access.ts';

/** Whether an action uses the cache of the repository, and the input that decides. */
export interface CacheUse {
  readonly state: 'on' | 'off' | 'unknown';
  /** The input that decides; absent when none does. */
  readonly input?: Variable;
  /** What switches it off: name and value of an input. */
  readonly off?: readonly [string, string];
}

/** How an input switches a cache: `on` and `off` are booleans, `set` any text, a list certain texts. */
interface Switch {
  readonly name: string;
  readonly when: 'true' | 'false' | 'set' | readonly string[];
  /** Without the input. */
  readonly initially: boolean;
}

const always: readonly Switch[] = [];

/** By lower-case name; from the actions' own documentation. Any switch that is on turns the cache on. */
const caching: ReadonlyMap<string, readonly Switch[]> = new Map<string, readonly Switch[]>([
  ['actions/cache', [{ name: 'lookup-only', when: 'false', initially: true }]],
  ['actions/cache/restore', [{ name: 'lookup-only', when: 'false', initially: true }]],
  ['actions/setup-dotnet', [{ name: 'cache', when: 'true', initially: false }]],
  ['actions/setup-go', [{ name: 'cache', when: 'true', initially: true }]],
  ['actions/setup-java', [{ name: 'cache', when: 'set', initially: false }]],
  [
    'actions/setup-node',
    [
      { name: 'cache', when: ['npm', 'yarn', 'pnpm'], initially: false },
      { name: 'package-manager-cache', when: 'true', initially: true },
    ],
  ],
  ['actions/setup-python', [{ name: 'cache', when: 'set', initially: false }]],
  ['actions-rust-lang/setup-rust-toolchain', [{ name: 'cache', when: 'true', initially: true }]],
  ['astral-sh/setup-uv', [{ name: 'enable-cache', when: 'true', initially: true }]],
  ['awalsh128/cache-apt-pkgs-action', always],
  ['buildjet/cache', [{ name: 'lookup-only', when: 'false', initially: true }]],
  [
    'determinatesystems/magic-nix-cache-action',
    [{ name: 'use-gha-cache', when: 'true', initially: true }],
  ],
  ['docker/setup-buildx-action', [{ name: 'version', when: 'set', initially: false }]],
  ['graalvm/setup-graalvm', [{ name: 'cache', when: 'set', initially: false }]],
  ['gradle/actions/setup-gradle', [{ name: 'cache-disabled', when: 'false', initially: true }]],
  ['jdx/mise-action', [{ name: 'cache', when: 'true', initially: true }]],
  ['mlugg/setup-zig', [{ name: 'use-cache', when: 'true', initially: true }]],
  ['mozilla-actions/sccache-action', always],
  ['nix-community/cache-nix-action', always],
  ['oven-sh/setup-bun', [{ name: 'no-cache', when: 'false', initially: true }]],
  ['pyo3/maturin-action', [{ name: 'sccache', when: 'true', initially: false }]],
  ['ramsey/composer-install', [{ name: 'ignore-cache', when: 'false', initially: true }]],
  ['ruby/setup-ruby', [{ name: 'bundler-cache', when: 'true', initially: false }]],
  ['swatinem/rust-cache', [{ name: 'lookup-only', when: 'false', initially: true }]],
]);

/** What an action does with the cache; `undefined` for actions that know none. `major` is its major version, where known. */
export function cacheUseOf(
  source: string,
  inputs: readonly Variable[],
  valueOf: (input: Variable) => string | undefined,
  major: number | undefined,
): CacheUse | undefined {
  const name = source.toLowerCase();
  const switches = caching.get(name);
  if (switches === undefined) return undefined;
  if (switches.length === 0) return { state: 'on' };
  if (name === 'docker/setup-buildx-action' && off(inputs, 'cache-binary')) return { state: 'off' };
  const states = switches
    .filter((each) => isOfVersion(name, each, inputs, major))
    .map((each) => stateOf(each, inputs, valueOf));
  return (
    states.find(({ state }) => state === 'on') ??
    states.find(({ state }) => state === 'unknown') ?? { state: 'off' }
  );
}

/** Defaults that came or went with a version: setup-node since 5, setup-uv before 10. */
function isOfVersion(
  action: string,
  { name }: Switch,
  inputs: readonly Variable[],
  major: number | undefined,
): boolean {
  if (major === undefined) return true;
  const given = variableOf(inputs, name)?.value;
  if (action === 'astral-sh/setup-uv' && given === 'auto') return major < 10;
  if (given !== undefined) return true;
  if (action === 'actions/setup-node' && name === 'package-manager-cache') return major >= 5;
  if (action === 'actions/setup-go') return major >= 4;
  return action !== 'astral-sh/setup-uv' || major < 10;
}

function stateOf(
  { name, when, initially }: Switch,
  inputs: readonly Variable[],
  valueOf: (input: Variable) => string | undefined,
): CacheUse {
  const offering = when === 'true' || when === 'false';
  const switchOff = offering ? { off: [name, when === 'true' ? 'false' : 'true'] as const } : {};
  const input = variableOf(inputs, name);
  if (input === undefined) return { state: initially ? 'on' : 'off', ...switchOff };
  const value = valueOf(input);
  if (value === undefined) return { state: 'unknown', input, ...switchOff };
  return { state: isOn(when, value) ? 'on' : 'off', input, ...switchOff };
}

function isOn(when: Switch['when'], value: string): boolean {
  if (when === 'true') return value !== 'false' && value !== '';
  if (when === 'false') return !['true', 'yes', '1'].includes(value);
  return when === 'set' ? value !== '' : when.includes(value);
}

function off(inputs: readonly Variable[], name: string): boolean {
  return variableOf(inputs, name)?.value === 'false';
}
