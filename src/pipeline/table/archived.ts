/** What takes the place of archived repositories of actions, by `owner/repo` in lower case. */
const replaced: ReadonlyMap<string, string> = new Map<string, string>([
  ['actions-rs/audit-check', 'rustsec/audit-check'],
  ['actions-rs/cargo', 'cargo in a run step'],
  ['actions-rs/clippy-check', 'cargo clippy in a run step'],
  ['actions-rs/components-nightly', 'rustup in a run step'],
  ['actions-rs/grcov', 'grcov in a run step'],
  ['actions-rs/install', 'cargo install in a run step'],
  ['actions-rs/tarpaulin', 'cargo tarpaulin in a run step'],
  ['actions-rs/toolchain', 'rustup in a run step'],
  ['actions/create-release', 'gh release create'],
  ['actions/setup-elixir', 'erlef/setup-beam'],
  ['actions/setup-haskell', 'haskell-actions/setup'],
  ['actions/setup-ruby', 'ruby/setup-ruby'],
  ['actions/upload-release-asset', 'gh release upload'],
  ['azure/appservice-actions', 'azure/webapps-deploy'],
  ['azure/webapps-container-deploy', 'azure/webapps-deploy'],
  ['crazy-max/ghaction-docker-buildx', 'docker/setup-buildx-action'],
  ['gradle/gradle-build-action', 'gradle/actions/setup-gradle'],
  ['grafana/k6-action', 'grafana/setup-k6-action'],
  ['helaili/github-graphql-action', 'gh api graphql'],
  ['marvinpinto/action-automatic-releases', 'gh release create'],
  ['maxheld83/ghpages', 'actions/deploy-pages'],
  ['repo-sync/pull-request', 'gh pr create'],
  ['semgrep/semgrep-action', 'the image of semgrep'],
  ['sonarsource/sonarcloud-github-action', 'sonarsource/sonarqube-scan-action'],
  ['svenstaro/upx-action', 'upx in a run step'],
  ['technote-space/auto-cancel-redundant-workflow', 'concurrency of the workflow'],
  ['technote-space/get-diff-action', 'git diff'],
  ['tibdex/github-app-token', 'actions/create-github-app-token'],
  ['whelk-io/maven-settings-xml-action', 'actions/setup-java'],
]);

/** Archived repositories of actions and hooks without a common successor. */
const others: ReadonlySet<string> = new Set(
  `8398a7/action-slack actionstoolbox/gem-build-and-release-action andrewmcodes-archive/rubocop-linter-action
  apidevtools/swagger-cli aquasecurity/cfsec artichoke/setup-rust asottile-archive/seed-isort-config
  azure/appconfiguration-sync azure/azure-resource-login-action azure/container-actions azure/container-scan
  azure/data-factory-deploy-action azure/get-keyvault-secrets azure/k8s-actions azure/manage-azure-policy
  azure/publish-security-assessments azure/run-sqlpackage-action azure/spring-cloud-deploy cedrickring/golang-action
  cirrus-actions/rebase contributor-assistant/github-action convictional/trigger-workflow-and-wait
  crazy-max/ghaction-hugo datreeio/datree delaguardo/setup-graalvm dnephin/pre-commit-golang
  expo/expo-preview-action facebook/pysa-action google/mirror-branch-action hashicorp/terraform-cdk-action
  ilshidur/action-slack jakejarvis/cloudflare-purge-action jakejarvis/firebase-deploy-action
  jakejarvis/hugo-build-action jakejarvis/lighthouse-action jakejarvis/s3-sync-action
  machine-learning-apps/wandb-action mapbox/secret-shield marvinpinto/actions mikepenz/gradle-dependency-submission
  nix-community/nixpkgs-fmt orf/cargo-bloat-action paambaati/codeclimate-action pre-commit/mirrors-autopep8
  pre-commit/mirrors-isort pre-commit/mirrors-prettier pycqa/pydocstyle repo-sync/repo-sync
  scottbrenner/generate-changelog-action secrethub/actions segmentio/golines snok/pep585-upgrade
  stefanprodan/kube-tools suzuki-shunsuke/github-action-tfsec tenable/terrascan tencentcloudbase/cloudbase-action
  terrencepreilly/darglint z0al/dependent-issues`.split(/\s+/),
);

/** What takes the place of an archived repository (`owner/repo`; empty when nothing does); `undefined` when it is not known as archived. */
export function archivedSource(slug: string): string | undefined {
  const name = slug.toLowerCase();
  return replaced.get(name) ?? (others.has(name) ? '' : undefined);
}
