/** Actions that very many workflows use, in lower case. */
const popular: readonly string[] = [
  'actions/cache',
  'actions/checkout',
  'actions/configure-pages',
  'actions/create-github-app-token',
  'actions/create-release',
  'actions/dependency-review-action',
  'actions/deploy-pages',
  'actions/download-artifact',
  'actions/first-interaction',
  'actions/github-script',
  'actions/labeler',
  'actions/setup-dotnet',
  'actions/setup-go',
  'actions/setup-java',
  'actions/setup-node',
  'actions/setup-python',
  'actions/setup-ruby',
  'actions/stale',
  'actions/upload-artifact',
  'actions/upload-pages-artifact',
  'anchore/scan-action',
  'aquasecurity/trivy-action',
  'astral-sh/setup-uv',
  'aws-actions/amazon-ecr-login',
  'aws-actions/configure-aws-credentials',
  'azure/cli',
  'azure/login',
  'azure/webapps-deploy',
  'changesets/action',
  'cloudflare/wrangler-action',
  'codecov/codecov-action',
  'coverallsapp/github-action',
  'crazy-max/ghaction-import-gpg',
  'dependabot/fetch-metadata',
  'docker/bake-action',
  'docker/build-push-action',
  'docker/login-action',
  'docker/metadata-action',
  'docker/setup-buildx-action',
  'docker/setup-qemu-action',
  'dorny/paths-filter',
  'dorny/test-reporter',
  'dtolnay/rust-toolchain',
  'github/codeql-action',
  'golangci/golangci-lint-action',
  'google-github-actions/auth',
  'google-github-actions/setup-gcloud',
  'goreleaser/goreleaser-action',
  'gradle/actions',
  'hashicorp/setup-terraform',
  'helm/kind-action',
  'jamesives/github-pages-deploy-action',
  'microsoft/setup-msbuild',
  'ossf/scorecard-action',
  'oven-sh/setup-bun',
  'peaceiris/actions-gh-pages',
  'peter-evans/create-or-update-comment',
  'peter-evans/create-pull-request',
  'pnpm/action-setup',
  'pre-commit/action',
  'pypa/gh-action-pypi-publish',
  'release-drafter/release-drafter',
  'ruby/setup-ruby',
  'shivammathur/setup-php',
  'sigstore/cosign-installer',
  'slackapi/slack-github-action',
  'snyk/actions',
  'softprops/action-gh-release',
  'sonarsource/sonarqube-scan-action',
  'step-security/harden-runner',
  'subosito/flutter-action',
  'superfly/flyctl-actions',
  'swatinem/rust-cache',
  'taiki-e/install-action',
  'tj-actions/changed-files',
  'treosh/lighthouse-ci-action',
  'webfactory/ssh-agent',
];

const names: ReadonlySet<string> = new Set(popular);
const owners: ReadonlySet<string> = new Set(
  popular.map((name) => name.slice(0, name.indexOf('/'))),
);

/**
 * The popular action whose name is one slip of the hand away from `owner/repo` and belongs to somebody else: a letter left out,
 * doubled, swapped or replaced. `undefined` for popular names themselves.
 */
export function looksLike(slug: string): string | undefined {
  const name = slug.toLowerCase();
  const owner = name.slice(0, name.indexOf('/'));
  if (names.has(name) || owners.has(owner)) return undefined;
  return popular.find(
    (each) => each.length > 8 && isOneSlip(name, each) && !each.startsWith(`${owner}/`),
  );
}

function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  const from = sharedStart(a, b);
  const back = sharedEnd(a.slice(from), b.slice(from));
  const [x, y] = [a.slice(from, a.length - back), b.slice(from, b.length - back)];
  if (x.length <= 1 && y.length <= 1) return true;
  return x.length === 2 && y.length === 2 && x[0] === y[1] && x[1] === y[0];
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function sharedEnd(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}
