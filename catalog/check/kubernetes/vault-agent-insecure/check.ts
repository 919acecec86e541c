import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';

const risky: readonly (readonly [string, RegExp])[] = [
  ['vault.hashicorp.com/tls-skip-verify', /^true$/],
  ['vault.hashicorp.com/service', /^http:\/\//],
  ['vault.hashicorp.com/log-level', /^(?:debug|trace)$/],
];

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { annotations, path } of pods)
    for (const [key, value] of risky)
      if (value.test(annotations.get(key) ?? ''))
        yield {
          message: `${key} is "${annotations.get(key)}"`,
          identity: key,
          field: [...path, 'metadata', 'annotations', key],
          ...(key.endsWith('level') && { severity: 'medium' as const }),
        };
}
