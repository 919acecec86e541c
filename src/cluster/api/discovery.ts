import type { ApiResource, ApiResources } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { isCaissonError } from '#kit/error.ts';
import { fieldOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import type { Api } from './api.ts';
import { aggregatedGroups } from './discovery-aggregated.ts';
import { gapOf } from './gap.ts';
import { groupPath } from './path.ts';
import { preferredResources, type ServedGroup, type ServedResource } from './served.ts';

const aggregated = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');
const maxGroups = 2000;

/**
 * What a server serves: aggregated discovery (Kubernetes 1.26 and later) in two requests, else one request for each group and
 * version. Groups whose own server does not answer are gaps.
 */
export async function discover(api: Api, scope: Scope): Promise<ApiResources> {
  const gaps: Gap[] = [];
  const groups: ServedGroup[] = [];
  for (const path of ['/api', '/apis']) {
    const what = 'ask what the API server serves';
    const { body } = await api.json({ what, path, accept: aggregated }, scope);
    const found = aggregatedGroups(body, gaps) ?? (await legacyGroups(api, body, gaps, scope));
    groups.push(...found);
  }
  return { resources: preferredResources(groups), gaps };
}

async function legacyGroups(
  api: Api,
  body: JsonObject,
  gaps: Gap[],
  scope: Scope,
): Promise<readonly ServedGroup[]> {
  const groups = groupsOf(body).slice(0, maxGroups);
  const wanted = groups.flatMap(({ name, versions }) =>
    versions.map((version) => ({ name, version })),
  );
  async function ask({ name, version }: { name: string; version: string }) {
    return await legacyResources(api, { name, version }, gaps, scope);
  }
  const answers = await mapConcurrent(wanted, 8, ask, scope.signal);
  return groups.map(({ name, versions }) => ({
    name,
    versions: versions.map((version) => {
      const at = wanted.findIndex((one) => one.name === name && one.version === version);
      return { version, resources: answers[at] ?? [] };
    }),
  }));
}

/** `APIVersions` of the core group, or `APIGroupList`; preferred versions first. */
function groupsOf(body: JsonObject): readonly { name: string; versions: readonly string[] }[] {
  const core = textsOf(fieldOf(body, 'versions'));
  if (core.length > 0) return [{ name: '', versions: core }];
  return objectsOf(fieldOf(body, 'groups')).flatMap(([, group]) => {
    const name = textOf(fieldOf(group, 'name')) ?? '';
    const preferred = textOf(fieldOf(fieldOf(group, 'preferredVersion'), 'version')) ?? '';
    const versions = objectsOf(fieldOf(group, 'versions')).map(
      ([, one]) => textOf(fieldOf(one, 'version')) ?? '',
    );
    const ordered = new Set([preferred, ...versions].filter((version) => version !== ''));
    return name === '' ? [] : [{ name, versions: [...ordered].slice(0, 20) }];
  });
}

async function legacyResources(
  api: Api,
  { name, version }: { readonly name: string; readonly version: string },
  gaps: Gap[],
  scope: Scope,
): Promise<readonly ServedResource[]> {
  const what = `ask what the group ${name}/${version} serves`;
  try {
    // Servers of others are often broken for good: nobody waits for them as for the API server itself.
    const call = { what, path: groupPath(name, version), tries: 2 };
    const { body } = await api.json(call, scope);
    return readResources(fieldOf(body, 'resources'));
  } catch (error) {
    if (!isCaissonError(error) || isCaissonError(error, 'access.unauthenticated')) throw error;
    gaps.push(gapOf(`${name}/${version}`, error));
    return [];
  }
}

/** `APIResourceList`: subresources stand there as `pods/log`. */
function readResources(list: Json | undefined): readonly ServedResource[] {
  const rows = objectsOf(list);
  const names = Map.groupBy(rows, ([, row]) => (textOf(fieldOf(row, 'name')) ?? '').split('/')[0]);
  return rows.flatMap(([, row]) => {
    const name = textOf(fieldOf(row, 'name')) ?? '';
    const kind = textOf(fieldOf(row, 'kind')) ?? '';
    if (name === '' || name.includes('/') || kind === '') return [];
    const related = names.get(name) ?? [];
    return [
      {
        name,
        kind,
        namespaced: fieldOf(row, 'namespaced') === true,
        verbs: textsOf(fieldOf(row, 'verbs')),
        shortNames: textsOf(fieldOf(row, 'shortNames')),
        subresources: related.flatMap(([, one]) => {
          const rest = (textOf(fieldOf(one, 'name')) ?? '').slice(name.length + 1);
          return rest === '' ? [] : [rest];
        }),
      },
    ];
  });
}

/** The resource of a kind, in whatever version; `undefined` when it is not served. */
export function resourceOf(
  { resources }: ApiResources,
  group: string,
  kind: string,
): ApiResource | undefined {
  return resources.find((one) => one.group === group && one.kind === kind);
}
