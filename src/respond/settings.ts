import type { ActionKind, PlaybookLimits } from '#model/response.ts';

/** What nobody may touch by this program. */
export interface Protection {
  /** Namespaces of the control plane and of Caisson; globs. */
  readonly namespaces: readonly string[];
  /** A container or pod with this label (and not the value `false`) is left alone. */
  readonly label: string;
  /** Ids of Caisson's own containers. */
  readonly containers: readonly string[];
  /** Kernfs ids of cgroups that are never touched: Caisson's own. */
  readonly cgroups: readonly string[];
  /** Processes that are never killed: Caisson's own, the sensor. */
  readonly pids: readonly number[];
  /** Whether processes of the host may be acted on; containers only where false. */
  readonly host: boolean;
}

/** Lets something run without a person. */
export interface GrantRule {
  readonly name: string;
  readonly actions: readonly ActionKind[];
  /** Globs; empty: any. */
  readonly namespaces: readonly string[];
  readonly images: readonly string[];
  readonly containers: readonly string[];
  /** Globs over who asks: `playbook/*`. */
  readonly requestedBy: readonly string[];
}

/** How far responses go on this installation. */
export interface ResponseSettings {
  readonly protection: Protection;
  /** Bounds for all actions together; those of a playbook come on top. */
  readonly limits: PlaybookLimits;
  readonly grants: readonly GrantRule[];
  /** How many people agree to what may stop an application; who asks is one of them. */
  readonly personsForDisrupt: number;
  /** Everything is only written down as simulated. */
  readonly simulate: boolean;
}

export const defaultSettings: ResponseSettings = {
  protection: {
    namespaces: ['kube-system', 'kube-public', 'kube-node-lease', 'caisson', 'caisson-*'],
    label: 'caisson.dev/protected',
    containers: [],
    cgroups: [],
    pids: [],
    host: false,
  },
  limits: { containers: 20, perMs: 3_600_000, perWorkload: 0.5, keepReady: 1 },
  grants: [],
  personsForDisrupt: 2,
  simulate: false,
};
