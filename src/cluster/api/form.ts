import type { ApiResource, Selection } from '#contract/cluster.ts';
import { CaissonError } from '#kit/error.ts';
import { fieldOf, isObject, listOf, objectsOf, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { isSecret } from './ingest.ts';
import type { Query } from './path.ts';

/** In what form objects are asked for, and how they stand in the answer. */
export interface Form {
  readonly accept: string;
  readonly query: Query;
  readonly metadataOnly: boolean;
  rowsOf(body: JsonObject): readonly Json[];
}

/** Without a fallback to whole objects: a server that cannot leave the rest out must not send it. */
const metadataList = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
/** What a watch of metadata asks for. */
export const metadataObject = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

/** Whether only metadata may come: of Secrets unless somebody wants their values. */
export function isMetadataOnly(resource: ApiResource, { metadataOnly }: Selection): boolean {
  return metadataOnly ?? isSecret(resource);
}

/** Secrets come as a table, for its rows tell the type beside the metadata, and no values. */
export function formOf(resource: ApiResource, selection: Selection): Form {
  if (!isMetadataOnly(resource, selection))
    return { accept: 'application/json', query: {}, metadataOnly: false, rowsOf: itemsOf };
  return isSecret(resource)
    ? { accept: table, query: { includeObject: 'Metadata' }, metadataOnly: true, rowsOf: tableRows }
    : { accept: metadataList, query: {}, metadataOnly: true, rowsOf: metadataRows };
}

function itemsOf(body: JsonObject): readonly Json[] {
  const items = fieldOf(body, 'items');
  const kind = textOf(fieldOf(body, 'kind')) ?? '';
  if (!kind.endsWith('List') || !(items === null || items === undefined || Array.isArray(items)))
    throw new CaissonError(
      'input.malformed',
      'the API server answers a listing with something else',
    );
  return listOf(items);
}

function metadataRows(body: JsonObject): readonly Json[] {
  if (fieldOf(body, 'kind') === 'PartialObjectMetadataList') return itemsOf(body);
  throw new CaissonError('input.unsupported', 'the API server does not give metadata alone');
}

/** Rows of a `Table` (meta.k8s.io/v1): cells in the order of the columns, and the object's metadata. */
function tableRows(body: JsonObject): readonly Json[] {
  if (fieldOf(body, 'kind') !== 'Table')
    throw new CaissonError('input.unsupported', 'the API server does not give metadata alone');
  const columns = objectsOf(fieldOf(body, 'columnDefinitions'));
  const at = columns.find(([, column]) => fieldOf(column, 'name') === 'Type')?.[0] ?? -1;
  return objectsOf(fieldOf(body, 'rows')).map(([, row]) => {
    const object = fieldOf(row, 'object') ?? null;
    const type = listOf(fieldOf(row, 'cells'))[at];
    return isObject(object) && typeof type === 'string' ? { ...object, type } : object;
  });
}
