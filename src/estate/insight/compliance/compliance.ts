import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { isOpen, traitsOf } from '../../finding/traits.ts';
import { assetWithin } from '../../reach.ts';
import { numberOf, textOf } from '../../row.ts';
import { among, statement } from '../../statement.ts';
import { type CheckFacts, type EstateEvidence, readEvidence } from './evidence.ts';
import type { FrameworkText } from './framework.ts';
import { frameworks } from './frameworks.ts';
import {
  type ChecksByItem,
  checksByItem,
  type JudgedControl,
  judgeControl,
  rulesOf,
} from './judge.ts';

type FrameworkRow = AnswerOf<'listFrameworks'>['items'][number];
type FrameworkDetail = AnswerOf<'readFramework'>;

const examples = 10;

/** Every framework with its share of passed controls, within reach. */
export async function listFrameworks(
  reader: SqlReader,
  reach: Reach,
  checks: readonly CheckFacts[],
  now: number,
): Promise<readonly FrameworkRow[]> {
  const items = checksByItem(checks);
  const rules = new Set(frameworks.flatMap((framework) => rulesOf(framework, items)));
  const evidence = await readEvidence(reader, reach, [...rules], now);
  return frameworks.map((framework) => toRow(framework, judgeAll(framework, items, evidence)));
}

/** One framework with all controls. Throws `input.not-found`. */
export async function readFramework(
  reader: SqlReader,
  reach: Reach,
  of: { readonly id: string; readonly checks: readonly CheckFacts[] },
  now: number,
): Promise<FrameworkDetail> {
  const framework = frameworks.find(({ id }) => id === of.id);
  if (framework === undefined)
    throw new CaissonError('input.not-found', `there is no framework ${quote(of.id)}`);
  const items = checksByItem(of.checks);
  const evidence = await readEvidence(reader, reach, rulesOf(framework, items), now);
  const judged = judgeAll(framework, items, evidence);
  const controls: FrameworkDetail['controls'] = [];
  for (const { rules, evidence: given, ...control } of judged)
    controls.push({
      ...control,
      evidence: [...given],
      findings: rules.length === 0 ? [] : await exampleFindings(reader, reach, rules),
    });
  return { ...toRow(framework, judged), controls };
}

function judgeAll(
  framework: FrameworkText,
  items: ChecksByItem,
  evidence: EstateEvidence,
): readonly JudgedControl[] {
  return framework.controls.map((control) => judgeControl(framework, control, items, evidence));
}

/**
 * `percent` is of all controls that a program can answer, those that nobody looked at included: what is unknown never
 * counts as passed. `coverage` is the share of all controls that were answered.
 */
function toRow(
  { id, name, version }: FrameworkText,
  controls: readonly JudgedControl[],
): FrameworkRow {
  function count(result: JudgedControl['result']): number {
    return controls.filter((control) => control.result === result).length;
  }
  const [passed, failed, partial] = [count('pass'), count('fail'), count('partial')];
  const [manual, unknown] = [count('manual'), count('unknown')];
  return {
    id,
    name,
    version,
    passed,
    failed,
    partial,
    manual,
    unknown,
    percent: percentOf(passed, passed + failed + partial + unknown),
    coverage: percentOf(passed + failed + partial, controls.length),
  };
}

/** Rounded down: 100 is said of all, never of nearly all. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 1000) / 10;
}

async function exampleFindings(
  reader: SqlReader,
  reach: Reach,
  rules: readonly string[],
): Promise<FrameworkDetail['controls'][number]['findings']> {
  const folded = rules.slice(0, 100).map((rule) => rule.toLowerCase());
  const rows = await reader.all(
    ...statement`SELECT f.id AS id, f.traits AS traits, p.title AS title, a.name AS asset FROM vulnerability v
      JOIN finding f ON f.vulnerability = v.id JOIN problem p ON p.id = f.problem JOIN asset a ON a.id = f.asset
      WHERE v.folded IN (${among(folded)}) AND f.state IN ('open', 'acknowledged') AND ${assetWithin(reach, 'f.asset')}
      ORDER BY f.vulnerability, f.traits, f.asset LIMIT ${examples}`,
  );
  return rows
    .filter((row) => isOpen(traitsOf(numberOf(row, 'traits'))))
    .map((row) => ({
      id: String(numberOf(row, 'id')),
      title: textOf(row, 'title'),
      asset: textOf(row, 'asset'),
    }));
}
