import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import { ofId, type PageOrder, type PageWish, type RowPage, readPage } from './page.ts';

const columns =
  'p.name, p.node, p.image, p.workload_key, p.state, p.version, p.updated, p.behaviours, p.dimensions';

const byName: PageOrder = {
  key: 'p.name',
  kind: 'string',
  id: 'p.node',
  idKind: 'string',
  direction: 'ASC',
};

/** Profiles within reach, by name; of one workload where it is given. Throws `input.malformed` for a cursor that is none. */
export async function listProfiles(
  reader: SqlReader,
  reach: Reach,
  wish: PageWish & { readonly workload?: string | undefined },
): Promise<RowPage> {
  const where = [placedWithin(reach, 'p'), ofId('p.workload', wish.workload)];
  const from = 'behaviour_profile p';
  return await readPage(reader, { columns, from, where, order: byName }, wish);
}
