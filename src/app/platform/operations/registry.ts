import { formatRepository, parseImageReference } from '#artifact/registry/reference.ts';
import type { Call, Operations, Platform } from '#contract/platform.ts';
import type { SqlRow } from '#contract/sql.ts';
import { placedWithin } from '#estate/reach.ts';
import { CaissonError } from '#kit/error.ts';
import { newUlid } from '#kit/ulid.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { checkRegistryHost } from '../continuous/reachable-registry.ts';

type Registry = AnswerOf<'addRegistry'>;
type RegistryOperations = Pick<Operations, 'listRegistries' | 'addRegistry' | 'removeRegistry'>;

const columns = `id, name, tags, every_minutes, checked, error,
  (SELECT count(*) FROM registry_tag t WHERE t.registry = registry.id) AS images`;

/** Repositories whose new tags are scanned. */
export function registryOperations(platform: Platform): RegistryOperations {
  const { database } = platform;
  return {
    async listRegistries({ reach }) {
      // Its name is the repository that reach speaks of.
      const within = placedWithin(reach, 'r');
      const rows = await database.all(
        `SELECT ${columns} FROM registry WHERE id IN (SELECT r.id FROM (SELECT id, name AS repository, '' AS cluster, '' AS namespace FROM registry) r
         WHERE ${within.sql}) ORDER BY name LIMIT 1000`,
        within.values,
      );
      return { items: rows.map(toRegistry) };
    },
    addRegistry: (call, { body }) => addRegistry(platform, call, body),
    removeRegistry: (call, { params }) => removeRegistry(platform, call, params.id),
  };
}

async function addRegistry(
  { database, audit, scope }: Platform,
  { caller }: Call,
  { name, tags = '', everyMinutes }: InputOf<'addRegistry'>['body'],
): Promise<Registry> {
  const repository = formatRepository(parseImageReference(name));
  checkRegistryHost(repository);
  const now = scope.clock().getTime();
  return database.transaction(async (tx) => {
    const known = await tx.first('SELECT id FROM registry WHERE name = ?', [repository]);
    if (known !== undefined)
      throw new CaissonError('state.conflict', 'this repository is watched already');
    const id = newUlid(now);
    await tx.run(
      'INSERT INTO registry (id, name, tags, every_minutes, next_check, created) VALUES (?, ?, ?, ?, ?, ?)',
      [id, repository, tags, everyMinutes, now, now],
    );
    await audit.append(tx, {
      caller,
      action: 'registry.add',
      subject: id,
      outcome: 'done',
      detail: repository,
    });
    const row = await tx.first(`SELECT ${columns} FROM registry WHERE id = ?`, [id]);
    return toRegistry(row ?? {});
  });
}

async function removeRegistry(
  { database, audit }: Platform,
  { caller }: Call,
  id: string,
): Promise<{ readonly ok: true }> {
  await database.transaction(async (tx) => {
    const removed = await tx.run('DELETE FROM registry WHERE id = ?', [id]);
    if (removed === 0)
      throw new CaissonError('input.not-found', 'there is no such watched registry');
    await tx.run('DELETE FROM registry_tag WHERE registry = ?', [id]);
    await audit.append(tx, { caller, action: 'registry.remove', subject: id, outcome: 'done' });
  });
  return { ok: true };
}

function toRegistry(row: SqlRow): Registry {
  const checked = row['checked'];
  const tags = String(row['tags'] ?? '');
  const error = String(row['error'] ?? '');
  return {
    id: String(row['id']),
    name: String(row['name']),
    everyMinutes: Number(row['every_minutes']),
    images: Number(row['images'] ?? 0),
    ...(tags !== '' && { tags }),
    ...(typeof checked === 'number' && { checked }),
    ...(error !== '' && { error }),
  };
}
