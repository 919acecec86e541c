import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { allVariables, isLiteral } from '#pipeline/system/command.ts';

const names = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)$/i;
const harmless =
  /^(?:true|false|yes|no|none|null|\d{1,4}|x+|\*+|test|changeme|dummy|example|placeholder|password|postgres|root|secret|write|read|required|optional|file|env)$/i;

/** Variables that are named like secrets, with values that are written out. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.system === 'github') return;
  for (const { name, value, range } of allVariables(subject)) {
    const text = value.trim();
    if (!names.test(name.value) || !isLiteral(text) || harmless.test(text)) continue;
    if (text.length < 8 || /[\s/]/.test(text.slice(0, 200))) continue;
    yield { message: `the value of ${name.value} stands in the file`, range, identity: name.value };
  }
}
