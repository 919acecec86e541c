import type { KernelInterest } from '#contract/runtime.ts';
import type { CompiledRule } from './compiled-rule.ts';

export function interestOf(rules: readonly CompiledRule[]): KernelInterest {
  const calls = new Set(rules.flatMap(({ rule }) => [...(rule.eventTypes ?? [])]));
  return {
    calls: [...calls],
    opens: { writes: true, reads: 'all', prefixes: [] },
    failures: true,
    scope: 'all',
    network: { dns: true, sni: true, http: true },
    uring: true,
    strict: false,
  };
}
