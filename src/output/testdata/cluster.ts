import { readFileSync } from 'node:fs';
import type { Ability, AccessChange, AccessDecision, AccessPath, UnusedAbility, WhoCanEntry } from '#model/access.ts';
import type { ConnectionExplanation, ExposureReport, NetworkDiff, NetworkMap, NetworkProblem } from '#model/network.ts';
import type { AssertionResult } from '#model/network-assertion.ts';
import type { WhatIf } from '#model/network-flow.ts';
import type { PolicyResult } from '#model/policy-result.ts';
import type { ScanReport } from '#model/report.ts';

/** Answers about the shop of `kube/shop.k8s.yaml`, as `caisson kube … -o json` gave them; the report is cut and has more of each kind. */
export const clusterReport = read('report') as ScanReport;
export const networkMap = read('map') as NetworkMap;
export const exposure = read('exposure') as ExposureReport;
export const networkDiff = read('diff') as NetworkDiff;
export const whatIf = read('what-if') as WhatIf;
export const { answers: explanations } = read('explain') as { answers: ConnectionExplanation[] };
export const { problems } = read('lint') as { problems: NetworkProblem[] };
export const { results: assertions } = read('assertions') as { results: AssertionResult[] };
export const { results: policyResults } = read('policy-results') as { results: PolicyResult[] };
export const whoCan = read('who-can') as { question: string; entries: WhoCanEntry[] };
export const decision = read('can-i') as { question: string; who: string; decision: AccessDecision };
export const abilities = read('what-can') as { who: string; abilities: Ability[] };
export const escalations = read('escalations') as { paths: AccessPath[] };
export const accessChanges = read('access-diff') as { changes: AccessChange[] };
export const unusedRights = read('unused') as { unused: UnusedAbility[]; since: string };

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`kube/${name}.json`, import.meta.url), 'utf8'));
}

/** The same answer with `text` in place of every text in it that is no word of ours. */
export function withTexts<Answer>(answer: Answer, text: string): Answer {
  return replaced(answer, '', text) as Answer;
}

/** Unions whose words outputs switch over, times, and ids that belong together. */
const own = /^(?:id|source|target|workload|subjectId|rule|fingerprint|key|until|at|since|severity|tier|verdict|layer|direction|level|outcome|operation|action|safety|protocol|state|method|op|reason|class|proof|schemaVersion|reference|origin|family|startedAt|first|last)$/;

function replaced(value: unknown, key: string, text: string): unknown {
  if (typeof value === 'string') return own.test(key) || isOurs(key, value) ? value : text;
  if (Array.isArray(value)) return value.map((each) => replaced(each, key, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, name, text)]));
}

/** `kind` is a name of an object, or what tells the parts of a union apart. */
function isOurs(key: string, value: string): boolean {
  return key === 'kind' && /^[a-z]/.test(value);
}
