/** Systems other than GitHub whose files are recognised. */
export type SystemKind =
  | 'gitlab'
  | 'azure'
  | 'tekton'
  | 'jenkins'
  | 'circleci'
  | 'argo'
  | 'drone'
  | 'woodpecker';

const byName: readonly (readonly [RegExp, SystemKind])[] = [
  [/(?:^|\/|\.)gitlab-ci\.ya?ml$/i, 'gitlab'],
  [/(?:^|\/)\.gitlab(?:\/ci|-ci)\/(?:[^/]+\/)*[^/]+\.ya?ml$/i, 'gitlab'],
  [/\.gitlab\.ya?ml$/i, 'gitlab'],
  [/(?:^|\/)(?:\.?azure-pipelines?[^/]*|\.?vsts-ci[^/]*)\.ya?ml$/i, 'azure'],
  [/(?:^|\/)\.?(?:azure-?pipelines?|azuredevops)\/(?:[^/]+\/)*[^/]+\.ya?ml$/i, 'azure'],
  [/\.azure\.ya?ml$/i, 'azure'],
  [/(?:^|\/)\.tekton\/(?:[^/]+\/)*[^/]+\.ya?ml$/i, 'tekton'],
  [/\.tekton\.ya?ml$/i, 'tekton'],
  [/(?:^|\/)Jenkinsfile(?:[.-][^/]*)?$/i, 'jenkins'],
  [/\.jenkinsfile$/i, 'jenkins'],
  [/(?:^|\/)\.circleci\/(?:[^/]+\/)*[^/]+\.ya?ml$/i, 'circleci'],
  [/\.circleci\.ya?ml$/i, 'circleci'],
  [/\.argo\.ya?ml$/i, 'argo'],
  [/(?:^|\/|\.)drone\.ya?ml$/i, 'drone'],
  [/(?:^|\/)\.woodpecker\/(?:[^/]+\/)*[^/]+\.ya?ml$/i, 'woodpecker'],
  [/(?:^|\/|\.)woodpecker\.ya?ml$/i, 'woodpecker'],
];

/** What the path says; `undefined` when it says nothing. */
export function systemByPath(path: string): SystemKind | undefined {
  return byName.find(([pattern]) => pattern.test(path))?.[1];
}

/** What the first bytes say, for files that stand anywhere; `undefined` when they say nothing. */
export function systemByContent(path: string, head: Uint8Array): SystemKind | undefined {
  if (/\.groovy$/i.test(path)) return isPipelineScript(textOf(head)) ? 'jenkins' : undefined;
  if (!/\.ya?ml$/i.test(path) || /(?:^|\/)\.travis\./i.test(path)) return undefined;
  const text = textOf(head);
  return byContent.find(([, patterns]) => patterns.every((pattern) => pattern.test(text)))?.[0];
}

/** Patterns that a file of the system has all of. */
const byContent: readonly (readonly [SystemKind, readonly RegExp[]])[] = [
  ['tekton', [/^apiVersion:\s*["']?(?:[\w.]+\.)?tekton\.dev\//m]],
  [
    'argo',
    [
      /^apiVersion:\s*["']?argoproj\.io\//m,
      /^\s*kind:\s*["']?(?:Workflow|WorkflowTemplate|ClusterWorkflowTemplate|CronWorkflow|Sensor|EventSource)\b/m,
    ],
  ],
  ['drone', [/^kind:\s*pipeline\s*$/m, /^steps:/m]],
  ['circleci', [/^version:\s*["']?2(?:\.\d)?["']?\s*$/m, /^(?:workflows|orbs):/m]],
  ['azure', [/^\s*-\s*task:\s*["']?[\w-]+@\d/m]],
  ['azure', [/^(?:pool|trigger|stages|jobs|variables):/m, /^\s*vmImage:/m]],
  ['gitlab', [/^spec:\s*\n\s+inputs:/m, /^---/m]],
  [
    'azure',
    [
      /^\s*-\s*(?:stage|job|deployment):/m,
      /^\s*-\s*(?:script|bash|pwsh|powershell|checkout|template):/m,
    ],
  ],
  ['gitlab', [/^\s+script:/m, /^stages:|^\s+stage:/m]],
];

function textOf(head: Uint8Array): string {
  return new TextDecoder().decode(head);
}

function isPipelineScript(text: string): boolean {
  return /^\s*(?:pipeline|node|podTemplate)\s*[({]/m.test(text) && /\b(?:stage|sh)\b/.test(text);
}
