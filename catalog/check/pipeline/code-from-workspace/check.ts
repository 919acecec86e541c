import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

const loaders =
  /^(?:load|evaluate|Eval\.(?:me|x|xy|xyz)|(?:new\s+)?GroovyShell(?:\..*)?|.*\.parseClass)$/;

/** `load`, `evaluate` and the like. */
export function* evaluate({ jenkins }: PipelineSubject): Iterable<Violation> {
  for (const { call } of jenkins?.calls ?? []) {
    const [argument] = call.args;
    if (!loaders.test(call.name) || argument === undefined) continue;
    if (/\breadTrusted\b/.test(argument.source)) continue;
    yield { message: `"${call.name}" executes what the workspace holds`, range: call.nameRange };
  }
}
