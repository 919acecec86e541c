import type { SourceRange } from '#model/source-range.ts';
import type { Job, PipelineSubject } from '../model.ts';
import { variableOf } from '../yaml-access.ts';
import { actionSteps, shellCommands, wordsOf } from './parts.ts';

/** A scan whose result is thrown away. */
export interface IgnoredScan {
  readonly what: string;
  readonly why: string;
  readonly range: SourceRange;
  readonly job: Job;
}

const programs = new Set([
  'trivy',
  'grype',
  'snyk',
  'osv-scanner',
  'gitleaks',
  'trufflehog',
  'zizmor',
  'caisson',
  'govulncheck',
  'pip-audit',
  'bandit',
  'checkov',
  'semgrep',
  'dockle',
  'hadolint',
  'cargo-audit',
]);
const actions = new Set([
  'aquasecurity/trivy-action',
  'anchore/scan-action',
  'snyk/actions',
  'gitleaks/gitleaks-action',
  'trufflesecurity/trufflehog',
  'google/osv-scanner-action',
  'zizmorcore/zizmor-action',
  'bridgecrewio/checkov-action',
  'actions/dependency-review-action',
]);

/** All of a file. A report that is uploaded afterwards is a result that somebody sees, so those are left out. */
export function ignoredScans(subject: PipelineSubject): readonly IgnoredScan[] {
  if (subject.references.some(({ source }) => /codeql-action\/upload-sarif$/i.test(source)))
    return [];
  return [...ofActions(subject), ...ofCommands(subject)];
}

function ofActions(subject: PipelineSubject): readonly IgnoredScan[] {
  return actionSteps(subject).flatMap(({ job, step, uses }) => {
    const name = uses.source.toLowerCase().split('/').slice(0, 2).join('/');
    if (!actions.has(name)) return [];
    const why = step.mayFail
      ? 'continue-on-error'
      : exitInput(variableOf(step.inputs, 'fail-build')?.value);
    return why === undefined ? [] : [{ what: uses.source, why, range: uses.text.range, job }];
  });
}

function exitInput(value: string | undefined): string | undefined {
  return value === 'false' ? 'fail-build is false' : undefined;
}

function ofCommands(subject: PipelineSubject): readonly IgnoredScan[] {
  return [...shellCommands(subject, ...programs)].flatMap(({ job, step, command, range }) => {
    const { name, after, next } = command;
    if (!programs.has(name) || isQuestion(wordsOf(command))) return [];
    const hidden =
      after === '||' && (next === 'true' || next === ':' || next === 'echo' || next === 'exit');
    if (hidden) return [{ what: name, why: `|| ${next}`, range, job }];
    return step.mayFail ? [{ what: name, why: 'continue-on-error', range, job }] : [];
  });
}

function isQuestion(words: readonly string[]): boolean {
  return words.some((word) => /^(?:--version|-v|version|--help|help|db|plugin)$/.test(word));
}
