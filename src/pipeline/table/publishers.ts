import type { Variable } from '../model.ts';
import { variableOf } from '../yaml-access.ts';

/** Actions that publish packages, releases or images, or deploy, in lower case; `needs` an input that must not be false: what stands in no file may still push. */
const publishers: ReadonlyMap<string, string | undefined> = new Map<string, string | undefined>([
  ['aws-actions/amazon-ecs-deploy-task-definition', undefined],
  ['aws-actions/aws-cloudformation-github-deploy', undefined],
  ['azure/aci-deploy', undefined],
  ['azure/container-apps-deploy-action', undefined],
  ['azure/functions-action', undefined],
  ['azure/sql-action', undefined],
  ['cloudflare/wrangler-action', undefined],
  ['docker/build-push-action', 'push'],
  ['google-github-actions/deploy-appengine', undefined],
  ['google-github-actions/deploy-cloud-functions', undefined],
  ['google-github-actions/deploy-cloudrun', undefined],
  ['googleapis/release-please-action', undefined],
  ['goreleaser/goreleaser-action', undefined],
  ['jreleaser/release-action', undefined],
  ['js-devtools/npm-publish', undefined],
  ['pypa/gh-action-pypi-publish', undefined],
  ['redhat-actions/push-to-registry', undefined],
  ['release-drafter/release-drafter', undefined],
  ['rubygems/release-gem', undefined],
  ['softprops/action-gh-release', undefined],
]);

/** Whether a step with this action publishes something. */
export function publishes(source: string, inputs: readonly Variable[]): boolean {
  const name = source.toLowerCase();
  if (!publishers.has(name)) return false;
  const needed = publishers.get(name);
  if (needed === undefined) return true;
  const value = variableOf(inputs, needed)?.value;
  return value !== 'false';
}
