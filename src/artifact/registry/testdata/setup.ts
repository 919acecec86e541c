import { tmpdir } from 'node:os';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { LayerVisitor } from '#contract/source.ts';
import type { FakeRegistry } from './fake-registry.ts';
import type { RegistrySettings, Timing } from '../settings.ts';

/** Everything a test may want to look at afterwards. */
export interface Setup {
  readonly scope: Scope;
  readonly settings: RegistrySettings;
  /** Waits that the client asked for, in milliseconds; none of them takes time. */
  readonly waits: number[];
  /** Everything that was logged, as text. */
  readonly logged: string[];
}

/** A scope and settings that know the given registries as insecure hosts. */
export function setUp(
  registries: readonly (FakeRegistry | string)[],
  options: Partial<Omit<RegistrySettings, 'timing'>> & {
    readonly timing?: Partial<Timing>;
    readonly signal?: AbortSignal;
  } = {},
): Setup {
  const waits: number[] = [];
  const logged: string[] = [];
  const { timing, signal, ...rest } = options;
  function log(message: string, fields?: object): void {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  }
  return {
    waits,
    logged,
    scope: {
      signal: signal ?? new AbortController().signal,
      log: { debug: log, info: log, warn: log, error: log },
      progress: { begin: () => ({ advance: () => undefined, [Symbol.dispose]: () => undefined }) },
      clock: () => new Date('2026-01-01T00:00:00Z'),
      limits: defaultLimits,
      temporaryDirectory: tmpdir(),
    },
    settings: {
      insecureHosts: registries.map((registry) =>
        typeof registry === 'string' ? registry : registry.host,
      ),
      caFiles: [],
      mirrors: new Map(),
      environment: {},
      userAgent: 'caisson-test',
      random: () => 0.5,
      ...rest,
      timing: { sleep: async (ms) => void waits.push(ms), backoffMs: 100, ...timing },
    },
  };
}

/** Collects paths and contents of what it is shown. */
export function collector(): LayerVisitor & { readonly files: Map<string, string> } {
  const files = new Map<string, string>();
  return {
    files,
    entry: () => 'content',
    head: () => true,
    file: (view) => void files.set(view.path, view.text()),
    gap: () => undefined,
  };
}
