import { unreachable } from '#kit/never.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { RemediationPlan } from '#model/remediation.ts';
import { clean } from '../clean.ts';
import { detailOf } from '../kind/detail.ts';
import { isPlaced } from '../kind/place.ts';
import { exceptionSentence, remarkSentence } from '../why.ts';
import { faultFixLines, faultSections } from './fault-words.ts';
import { licenseSections } from './license-words.ts';
import { lifecycleSections } from './lifecycle-words.ts';
import { layerSentence, placeSentences, type Surroundings } from './place-words.ts';
import { planLines } from './plan-words.ts';
import { proofLines } from './proof-words.ts';
import { riskLines } from './risk-words.ts';
import { secretSections } from './secret-words.ts';
import type { Section } from './section.ts';
import { vulnerabilitySections } from './vulnerability-words.ts';

/** Everything that is known about a finding, as questions and answers. Sections without an answer are left out. */
export function sectionsOf(
  judged: JudgedFinding,
  around: Surroundings,
  plan?: RemediationPlan,
): readonly Section[] {
  const { finding, exception, remark } = judged;
  const { fix, links } = detailOf(finding);
  const kind = kindSections(finding);
  return [
    { title: 'risk', lines: riskLines(finding.risk) },
    { title: 'where', lines: whereLines(finding, around) },
    ...kind.filter(({ title }) => title !== 'ids'),
    {
      title: 'fix',
      lines: 'fault' in finding ? faultFixLines(finding.fault) : [fix, ...planLines(finding, plan)],
    },
    { title: 'accepted', lines: exception === undefined ? [] : [exceptionSentence(exception)] },
    { title: 'stated', lines: remark === undefined ? [] : [remarkSentence(remark)] },
    { title: 'excused', lines: proofLines(finding.vex) },
    ...kind.filter(({ title }) => title === 'ids'),
    { title: 'links', lines: links.map(({ url }) => url) },
  ].filter(({ lines }) => lines.length > 0);
}

function kindSections(finding: Finding): readonly Section[] {
  switch (finding.kind) {
    case 'vulnerability':
      return vulnerabilitySections(finding);
    case 'lifecycle':
      return lifecycleSections(finding.lifecycle);
    case 'license':
      return licenseSections(finding.license);
    case 'secret':
      return secretSections(finding.secret);
    case 'misconfiguration':
    case 'credential':
    case 'malware':
      return faultSections(finding.fault);
    default:
      return unreachable(finding);
  }
}

function whereLines(finding: Finding, around: Surroundings): readonly string[] {
  const component = componentOfFinding(finding);
  const places =
    component === undefined
      ? finding.locations.slice(0, 5).map((location) => layerSentence(location, around))
      : placeSentences(component, around);
  return [...places, ...hiddenLines(finding, around), ...partLines(finding, around)];
}

/** What a later layer or commit hides can still be read, and by which it is hidden. */
function hiddenLines(finding: Finding, { layerIndex, layers }: Surroundings): readonly string[] {
  if (!isPlaced(finding)) return [];
  const { hidden } = finding.kind === 'secret' ? finding.secret : finding.fault;
  const { commit } = finding.locations[0] ?? {};
  const since = commit === undefined ? [] : [`brought by commit ${clean(commit, 64)}`];
  if (hidden === undefined) return since;
  const index = layerIndex.get(hidden.by);
  const by = index === undefined ? 'later' : `by layer ${index + 1} of ${layers.length}`;
  return [...since, `${hidden.state} ${by}, but whoever has the artifact can still read it`];
}

/** Which part of the image brought it, and what is known of that part. */
function partLines({ part }: Finding, { base }: Surroundings): readonly string[] {
  if (part === undefined) return [];
  if (part === 'application') return ['in the application, not in its base image'];
  const name = base?.name === undefined ? '' : ` ${clean(base.name, 200)}`;
  const why = base === undefined ? '' : ` (${base.evidence.replaceAll('-', ' ')})`;
  return [`in the base image${name}${why}: a newer base image may settle it`];
}
