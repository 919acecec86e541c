import type { Caller, Operations } from '#contract/platform.ts';
import { ownNumber } from '#estate/own-number.ts';
import { addView, listViews, removeView } from '#estate/view/view.ts';
import type { AccountParts } from '../identity/account-parts.ts';

/** Saved views: one's own, and those that others share. */
export function viewOperations({
  database,
  audit,
  scope,
}: AccountParts): Pick<Operations, 'listViews' | 'addView' | 'removeView'> {
  return {
    listViews: async ({ caller }) => ({ items: [...(await listViews(database, keyOf(caller)))] }),
    addView: ({ caller }, { body }) =>
      database.transaction(async (tx) => {
        const now = scope.clock().getTime();
        const added = await addView(tx, keyOf(caller), { ...body, owner: caller.name }, now);
        const subject = added.id;
        await audit.append(tx, { caller, action: 'view.add', subject, outcome: 'done' });
        return added;
      }),
    removeView: ({ caller }, { params: { id } }) =>
      database.transaction(async (tx) => {
        await removeView(tx, keyOf(caller), ownNumber(id));
        await audit.append(tx, { caller, action: 'view.remove', subject: id, outcome: 'done' });
        return { ok: true };
      }),
  };
}

function keyOf({ kind, id }: Caller): string {
  return `${kind}:${id}`;
}
