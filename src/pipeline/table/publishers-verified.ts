/** Accounts with the badge of verified creators on the marketplace, or of GitHub itself, in lower case; the common ones. */
const verified: ReadonlySet<string> = new Set(
  `1password actions adobe advanced-security aliyun anchore ansible aquasecurity atlassian aws-actions azure
  bridgecrewio browserstack buildkite charmbracelet checkmarx cloudflare cloudposse cloudsmith-io codacy codeclimate
  codecov coverallsapp crowdstrike cyberark cypress-io dagger databricks datadog deepsourcecorp denoland dependabot
  depot determinatesystems devcontainers digitalocean docker endorlabs expo facebook fortify fossas game-ci getsentry
  github golang google-github-actions goreleaser graalvm gradle gruntwork-io hashicorp honeycombio huggingface ibm
  infracost jetbrains jfrog jreleaser lacework launchdarkly liquibase localstack mergifyio microsoft mondoohq newrelic
  nuget octokit octopusdeploy okteto ossf pagerduty paloaltonetworks phrase phylum-dev planetscale portswigger
  projectdiscovery pypa rapid7 readmeio redhat-actions reversinglabs ruby rubygems saucelabs scaleway shopify sigstore
  slackapi snyk sonarsource sourcegraph step-security supabase superfly sysdiglabs tailscale teleport-actions
  trufflesecurity trunk-io veracode whitesource wpengine zaproxy`.split(/\s+/),
);

/** Whether GitHub has verified who stands behind an account. */
export function isVerifiedPublisher(owner: string): boolean {
  return verified.has(owner.toLowerCase());
}
