import type { RegistrySettings } from '#artifact/registry/settings.ts';
import type { AdvisoryIndex } from '#contract/advisory-index.ts';

/** How the program itself is started for work in a process of its own. */
export interface OwnProgram {
  readonly executable: string;
  /** Up to the program: options of Node and the file. */
  readonly arguments: readonly string[];
  /** Options that every command takes (`--cache-dir`, `--db`); what only some take comes by the environment (`CAISSON_INSECURE`). */
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A cluster that is watched. */
export interface WatchedKubeconfig {
  /** What it is called in the platform: the same that its nodes' agents say. */
  readonly name: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Something that is done by the clock, by one process at a time. `cron` as croner has it; times are UTC. */
export interface ScheduledTask {
  readonly name: string;
  readonly cron: string;
  run(signal: AbortSignal): Promise<void>;
}

/** What is looked for, and what it may cost. */
export interface WorkOptions {
  readonly program: OwnProgram;
  /** Name of this machine. */
  readonly node: string;
  /** Cluster that this machine is a node of; empty where it is none. */
  readonly cluster: string;
  readonly homeDirectory: string;
  /** Find containers and images of this machine. */
  readonly discover: boolean;
  /** Scan this machine itself, on start and daily. */
  readonly hostScan: boolean;
  readonly kubeconfigs: readonly WatchedKubeconfig[];
  readonly scan: {
    readonly parallel: number;
    readonly memoryBytes: number;
    readonly timeMs: number;
  };
  /** Zero: advisories are fetched by somebody else. */
  readonly updateEveryMs: number;
  readonly registry: RegistrySettings;
  readonly openIndex: () => AdvisoryIndex;
  /** What others want done by the clock: sweeps, retention, reports. */
  readonly tasks?: readonly ScheduledTask[];
  /** How often it is looked whether the advisories are others; a minute where nothing is said. */
  readonly advisoriesEveryMs?: number;
}
