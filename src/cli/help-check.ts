/** Longer texts of `--help` for source files and the catalogue, written for 80 columns. */

export const checkHelp = `
Recognised:
  Dockerfile, Containerfile, *.Dockerfile      also by their first line
  .github/workflows, action.yml, dependabot, pre-commit, GitLab CI, Azure
  Pipelines, Tekton, Jenkinsfile, CircleCI, Argo Workflows, Drone, Woodpecker
  every file                                   secrets

Markers in files accept a finding; it stays in the report:
  # caisson:allow CSN-DF-0012 until=2027-01-31 reason
  those of hadolint, BuildKit, Trivy, gitleaks, zizmor and detect-secrets

Outputs:
  json is keyed by path and place; lines is what editors and problem matchers
  read; report is everything, for "caisson explain" and "--baseline"

Also understood:
  --hash-list <file>   --validate <issuers>   --sort <order>   --reproducible
  --no-inline-ignores           markers accept nothing: for auditors

Examples:
  caisson check                                everything below this directory
  caisson check Dockerfile -o lines            for an editor
  caisson check . -o sarif=check.sarif         for a code host
  caisson check --stdin Dockerfile < buffer    what an editor has open
`;

export const fixHelp = `
Safety:
  safe      keeps what the file does: --no-install-recommends, ENV k=v
  review    may change it: a user, a pinned version, a split of steps
  idea      shows a direction

Examples:
  caisson fix                                  a patch for all files below here
  caisson fix Dockerfile --write               change the file
  caisson fix . --only hadolint:DL3015 | git apply
`;

export const checksHelp = `
Examples:
  caisson checks list --family dockerfile
  caisson checks list sudo
  caisson explain DL3004                       by the id of another tool
`;
