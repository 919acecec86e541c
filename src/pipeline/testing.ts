import type { Check, CheckMeta, FileResult } from '#contract/check.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { createPipelineChecker } from './checker.ts';
import type { PipelineSubject } from './model.ts';
import type { PipelineSettings } from './settings.ts';

const meta: CheckMeta = {
  id: 'CSN-CI-0001',
  slug: 'expression-injection',
  family: 'pipeline',
  kind: 'misconfiguration',
  revision: 1,
  title: 'A value from outside is expanded into program text',
  severity: 'high',
  rationale: '',
  remediation: '',
  references: [],
  aliases: ['zizmor:template-injection', 'poutine:injection', 'scorecard:Dangerous-Workflow'],
  controls: [],
  since: '0.1.0',
  status: 'stable',
  enabled: true,
};

/** Reports every flow: source, trust, who sets it and in which sink it ends. For tests. */
const flowCheck: Check<PipelineSubject> = {
  meta,
  *evaluate({ pipeline }) {
    for (const { source, trust, actor, sink, range, privileged, fix, job } of pipeline?.flows ??
      []) {
      const made = fix?.();
      yield {
        message: `${source} ${trust} ${actor} ${privileged ? 'privileged ' : ''}→ ${sink.label}`,
        range,
        ...(job !== undefined && { subject: job.id.value }),
        ...(made !== undefined && { fixes: [made] }),
      };
    }
  },
};

/** Other files of the repository, by path from its root. */
export type Tree = Readonly<Record<string, string>>;

/** What the checks say of a workflow. */
export function checkWorkflow(
  text: string | Uint8Array,
  tree: Tree = {},
  options: {
    readonly checks?: readonly Check<PipelineSubject>[];
    readonly settings?: Partial<PipelineSettings>;
    readonly path?: string;
  } = {},
): FileResult {
  const { checks = [flowCheck], settings = {}, path = '.github/workflows/ci.yml' } = options;
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  function sibling(relative: string): Uint8Array | undefined {
    const found = tree[relative.replace(/^(?:\.\.\/)+/, '')];
    return found === undefined ? undefined : Buffer.from(found);
  }
  return createPipelineChecker(checks, settings).check({ path, bytes, sibling }, testScope());
}

/** The messages of all faults. */
export function messagesOf({ faults }: FileResult): readonly string[] {
  return faults.map(({ message }) => message);
}

function testScope(): Scope {
  return {
    signal: new AbortController().signal,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    progress: { begin: () => ({ advance() {}, [Symbol.dispose]() {} }) },
    clock: () => new Date(0),
    limits: defaultLimits,
    temporaryDirectory: '/nonexistent',
  };
}
