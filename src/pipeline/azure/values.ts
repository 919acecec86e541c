import type { Influence } from '../github/influence.ts';
import type { Trigger } from '../model.ts';
import { influenceOf, type ValueTable, valueTable } from '../system/value.ts';

/** Variables whose content people choose (Azure Pipelines documentation, Use predefined variables). */
const predefined: ValueTable = valueTable([
  [
    { trust: 'arbitrary' },
    `Build.SourceVersionMessage Build.SourceVersionAuthor Build.RequestedFor Build.RequestedForEmail
     Build.QueuedBy Release.RequestedFor Release.ReleaseDescription Release.DeploymentRequestedFor`,
  ],
  [
    { trust: 'structured' },
    'Build.SourceBranch Build.SourceBranchName Build.BuildNumber Release.ReleaseName',
  ],
  [
    { trust: 'structured', by: ['pr'] },
    'System.PullRequest.SourceBranch System.PullRequest.SourceBranchName System.PullRequest.SourceRepositoryURI',
  ],
]);

/** What a predefined variable may hold; nothing for those that nobody chooses. */
export function predefinedVariable(
  name: string,
  triggers: readonly Trigger[],
): readonly Influence[] {
  const lower = name.toLowerCase();
  if (lower === 'build.buildnumber') return [];
  const known = predefined.get(lower);
  return known === undefined ? [] : [influenceOf(name, known, triggers)];
}

/** Name of the variable in the environment of a script: upper case, dots as underscores. */
export function environmentName(name: string): string {
  return name.toUpperCase().replaceAll('.', '_');
}

/** The predefined variable that an environment variable holds. */
export function predefinedOfEnvironment(
  name: string,
  triggers: readonly Trigger[],
): readonly Influence[] {
  const dotted = [...predefined.keys()].find((each) => environmentName(each) === name);
  return dotted === undefined ? [] : predefinedVariable(dotted, triggers);
}
