import type { Severity } from '#model/severity.ts';

/** Rights that let an intruder change code, packages or deployments, or act as the repository elsewhere. */
const strong: ReadonlySet<string> = new Set([
  'actions',
  'attestations',
  'contents',
  'deployments',
  'id-token',
  'packages',
  'pages',
]);

const weak: ReadonlySet<string> = new Set(['models', 'statuses']);

/** How bad it is to hand out the right to write to a scope without need. */
export function rightSeverity(scope: string): Severity {
  if (strong.has(scope)) return 'high';
  return weak.has(scope) ? 'low' : 'medium';
}

/** What actions need of the token, by lower-case name; only actions that need no more than this. */
const needs: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['actions/cache', []],
  ['actions/checkout', ['contents: read']],
  ['actions/configure-pages', ['pages: write']],
  ['actions/deploy-pages', ['pages: write', 'id-token: write']],
  ['actions/download-artifact', []],
  ['actions/first-interaction', ['issues: write', 'pull-requests: write']],
  ['actions/labeler', ['contents: read', 'pull-requests: write', 'issues: write']],
  ['actions/setup-dotnet', []],
  ['actions/setup-go', []],
  ['actions/setup-java', []],
  ['actions/setup-node', []],
  ['actions/setup-python', []],
  ['actions/stale', ['issues: write', 'pull-requests: write', 'actions: write', 'contents: write']],
  ['actions/upload-artifact', []],
  ['actions/upload-pages-artifact', []],
  [
    'actions/attest-build-provenance',
    ['id-token: write', 'attestations: write', 'packages: write', 'artifact-metadata: write'],
  ],
  ['actions/dependency-review-action', ['contents: read', 'pull-requests: write']],
  ['docker/setup-buildx-action', []],
  ['docker/setup-qemu-action', []],
  ['github/codeql-action/analyze', ['security-events: write']],
  ['github/codeql-action/autobuild', []],
  ['github/codeql-action/init', ['security-events: write']],
  ['github/codeql-action/upload-sarif', ['security-events: write']],
  ['haskell-actions/hlint-scan', ['security-events: write']],
  ['ossf/scorecard-action', ['security-events: write', 'id-token: write']],
  ['pypa/gh-action-pypi-publish', ['id-token: write']],
  ['zizmorcore/zizmor-action', ['security-events: write', 'contents: read', 'actions: read']],
]);

/** The rights that an action needs (`contents: read`); `undefined` when they are not known. */
export function neededRights(source: string): readonly string[] | undefined {
  return needs.get(source.toLowerCase());
}
