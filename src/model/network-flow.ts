import type { NetworkNotice, Protocol } from './network.ts';

/** A connection that was seen or that manifests announce. */
export interface NetworkFlow {
  /** As people type peers: `shop/Deployment/web`, `10.1.2.3`, `internet`. */
  readonly source: string;
  readonly target: string;
  readonly protocol: Protocol;
  /** The server's port. */
  readonly port: number;
  /** Times that it was seen. */
  readonly count: number;
  /** How it is known: `env CART_ADDR of Deployment shop/web`, `flows.jsonl:12`. */
  readonly evidence: string;
  /** When it was seen first and last, as the input writes it (RFC 3339). */
  readonly firstSeen?: string;
  readonly lastSeen?: string;
}

/** The time that flows with times span. */
export interface FlowWindow {
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
}

/** A policy that is proposed. */
export interface GeneratedPolicy {
  readonly namespace: string;
  readonly name: string;
  /** The whole object as YAML, with the evidence of each rule as comments. */
  readonly yaml: string;
}

export interface GeneratedPolicies {
  /** Sorted by namespace and name; a default deny for each namespace, then one policy for each workload. */
  readonly policies: readonly GeneratedPolicy[];
  readonly flows: number;
  /** Flows that the proposal would not allow; never any in what is proposed. */
  readonly denied: readonly NetworkFlow[];
  /** Flows of the input that could not be placed, with the reason. */
  readonly unplaced: readonly { readonly flow: NetworkFlow; readonly reason: string }[];
  /** Pairs of workloads that the proposal allows without a flow, and what causes each. */
  readonly extraPairs: number;
  readonly extras: readonly {
    readonly source: string;
    readonly target: string;
    readonly cause: string;
  }[];
  /** Pairs allowed today, and by the proposal. */
  readonly pairsBefore: number;
  readonly pairsAfter: number;
  /** Absent where no flow says when it was seen. */
  readonly window?: FlowWindow;
  readonly notices: readonly NetworkNotice[];
}

/** What other policies would do to flows that were seen. */
export interface WhatIf {
  /** Allowed now or without any policy, and denied then. */
  readonly denied: readonly NetworkFlow[];
  readonly allowed: number;
  readonly unplaced: readonly { readonly flow: NetworkFlow; readonly reason: string }[];
}
