import { faultOf } from '#check/fault.ts';
import type { Check, CheckMeta } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Fault } from '#model/fault.ts';
import {
  type NodeControl,
  type NodeReport,
  type NodeResult,
  type NodeVariant,
  nodeResults,
} from '#model/node-posture.ts';
import { NodeAnswer } from './answer.ts';
import { assessmentOf, benchmarkOf, compareControls, sectionOf } from './benchmark.ts';
import { diskFiles } from './disk-files.ts';
import type { NodeFiles } from './files.ts';
import { manualControls } from './manual-controls.ts';
import { type NodeOptions, readNode } from './read-node.ts';
import type { NodeSubject } from './subject.ts';

/** What is to be inspected. */
interface NodeTarget {
  /** The root of the node's file system on this machine: `/`, or a directory that holds a copy or a mount of it. */
  readonly root: string;
  /** Where its procfs is; absent: `proc` below the root. */
  readonly proc?: string;
  /** Absent: what lies on the node tells. */
  readonly variant?: NodeVariant;
  /** Minor version of Kubernetes; absent: what lies on the node tells. */
  readonly minor?: number;
}

export interface NodeInspection {
  /** Reads a node on this machine and asks all checks. Throws `input.not-found` without a root, never for what a node holds. */
  inspect(target: NodeTarget, scope: Scope): NodeReport;
  /** The same of files that somebody else has: the tree of an image. */
  inspectFiles(files: NodeFiles, options: NodeOptions, signal?: AbortSignal): NodeReport;
}

/**
 * Makes the inspection of nodes. `checks` are those of the family `node` that answer controls, also the ones that are off by
 * default; faults are told only of those that `isReported` wants.
 */
export function createNodeInspection(
  checks: readonly Check<NodeSubject>[],
  isReported: (meta: CheckMeta) => boolean = ({ enabled }) => enabled,
): NodeInspection {
  function inspectFiles(files: NodeFiles, options: NodeOptions, signal?: AbortSignal): NodeReport {
    const { subject, gaps } = readNode(files, options);
    const faults: Fault[] = [];
    const controls: NodeControl[] = manualControls(subject.variant);
    for (const { meta, evaluate } of checks) {
      if (signal !== undefined) checkpoint(signal);
      const answer = evaluate(subject);
      const violations = [...answer];
      controls.push(...controlsOf(meta, subject.variant, answerOf(answer, violations.length > 0)));
      if (isReported(meta))
        for (const one of violations) faults.push(faultOf(meta, one, { path: '/' }));
    }
    return {
      variant: subject.variant,
      ...(subject.minor !== undefined && { minor: subject.minor }),
      components: [...subject.components.keys()],
      controls: controls.sort(compareControls),
      counts: countsOf(controls),
      faults,
      gaps,
    };
  }
  return {
    inspectFiles,
    inspect({ root, proc, ...options }, scope) {
      const files = diskFiles(root, scope.limits);
      if (files.entry('/')?.type !== 'directory')
        throw new CaissonError('input.not-found', `${quote(root)} is no directory`);
      const own = proc === undefined ? {} : { proc: diskFiles(proc, scope.limits) };
      return inspectFiles(files, { ...options, ...own, now: scope.clock() }, scope.signal);
    },
  };
}

type Answer = Pick<NodeControl, 'result' | 'reason' | 'evidence'>;

/** Conditions of this room give a NodeAnswer; of any other one, only what it reports is known. */
function answerOf(answer: unknown, isViolated: boolean): Answer {
  if (!(answer instanceof NodeAnswer))
    return { result: isViolated ? 'fail' : 'pass', evidence: [] };
  const { result, reason, evidence } = answer;
  return { result, ...(reason !== undefined && { reason }), evidence };
}

/** One row for each control of the variant's framework that a check answers, or one without a number. */
function controlsOf(
  { id, title, severity, controls }: CheckMeta,
  variant: NodeVariant,
  answer: Answer,
): readonly NodeControl[] {
  const framework = benchmarkOf(variant);
  const numbers = controls.flatMap((one) =>
    one.startsWith(`${framework}:`) ? [one.slice(framework.length + 1)] : [],
  );
  const common = { framework, check: id, severity, title, ...answer };
  if (numbers.length === 0)
    return [{ ...common, section: sectionOf(framework, undefined), assessment: 'automated' }];
  return numbers.map((control) => ({
    ...common,
    control,
    section: sectionOf(framework, control),
    assessment: assessmentOf(framework, control),
  }));
}

function countsOf(controls: readonly NodeControl[]): Readonly<Record<NodeResult, number>> {
  const counts: Record<NodeResult, number> = {
    pass: 0,
    fail: 0,
    'not-applicable': 0,
    unknown: 0,
    manual: 0,
  };
  for (const result of nodeResults)
    counts[result] = controls.filter((one) => one.result === result).length;
  return counts;
}
