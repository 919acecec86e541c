import { resourcePath } from '#cluster/api/path.ts';
import type { LiveCluster } from '#cluster/live-cluster.ts';
import type { ClusterWriter } from '#cluster/writer.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ClusterActions, ClusterObject } from '#respond/ports.ts';

/** What responses do in a cluster, through its API server. Without `writer` everything that changes something is refused. */
export function clusterActions(
  cluster: LiveCluster,
  writer: ClusterWriter | undefined,
  scope: Scope,
): ClusterActions {
  async function place({ apiVersion, kind, namespace, name }: ClusterObject) {
    const resource = await resourceOf(cluster, apiVersion, kind, scope);
    return { resource, name, ...(namespace !== undefined && { namespace }) };
  }
  return {
    async read(object) {
      try {
        const { resource, namespace, name } = await place(object);
        return await cluster.get(resourcePath(resource, namespace, name), scope);
      } catch (error) {
        if (isCaissonError(error, 'input.not-found')) return undefined;
        throw error;
      }
    },
    async list(apiVersion, kind, namespace) {
      const resource = await resourceOf(cluster, apiVersion, kind, scope);
      const objects: JsonObject[] = [];
      for await (const { items } of cluster.list(resource, { namespace }, scope))
        objects.push(...items);
      return objects;
    },
    async patch(object, patch) {
      return await granted(writer).patch(await place(object), patch, scope);
    },
    async create(object) {
      return await granted(writer).create(await place(nameOf(object)), object, scope);
    },
    async delete(object, options) {
      await granted(writer).delete(await place(object), options, scope);
    },
  };
}

function granted(writer: ClusterWriter | undefined): ClusterWriter {
  if (writer !== undefined) return writer;
  throw new CaissonError('access.forbidden', 'nothing may be changed in the cluster', {
    hint: 'responses change it with --respond on, or by `caisson respond`',
  });
}

/** Throws `input.unsupported` for a kind that the cluster does not serve. */
async function resourceOf(cluster: LiveCluster, apiVersion: string, kind: string, scope: Scope) {
  const slash = apiVersion.indexOf('/');
  const [group, version] = [apiVersion.slice(0, Math.max(0, slash)), apiVersion.slice(slash + 1)];
  const resource = await cluster.resource(group, kind, scope);
  if (resource === undefined)
    throw new CaissonError('input.unsupported', `the cluster serves no ${quote(kind)}`);
  return resource.versions.includes(version) ? { ...resource, version } : resource;
}

/** What names an object that is to be made. */
function nameOf(object: JsonObject): ClusterObject {
  const metadata = fieldOf(object, 'metadata');
  const namespace = textOf(fieldOf(metadata, 'namespace'));
  return {
    apiVersion: textOf(fieldOf(object, 'apiVersion')) ?? '',
    kind: textOf(fieldOf(object, 'kind')) ?? '',
    name: textOf(fieldOf(metadata, 'name')) ?? '',
    ...(namespace !== undefined && { namespace }),
  };
}
