import type { Violation } from '#contract/check.ts';
import { cooldownFix } from '#pipeline/check/cooldown-fix.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Update bots that wait less than the days that are demanded. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { cooldownDays: wanted } = subject.settings;
  for (const entry of subject.updates?.entries ?? []) {
    const { ecosystem, cooldownDays, cooldownRange } = entry;
    if (cooldownDays !== undefined && cooldownDays >= wanted) continue;
    const given = cooldownDays === undefined ? 'no time' : `only ${cooldownDays} days`;
    yield {
      message: `updates of "${ecosystem.value}" wait ${given}; ${wanted} days are demanded`,
      range: cooldownRange ?? ecosystem.range,
      subject: ecosystem.value,
      fixes: cooldownFix(subject, entry),
    };
  }
}
