import type { Inventory } from '#model/inventory.ts';

/**
 * How many steps of an image's history belong to its base image: up to its last layer, and the steps without layer behind that
 * up to the first CMD, which is how images end. 0 when the base is not known.
 */
export function baseSteps({ base, layers, image }: Inventory): number {
  const last = base === undefined ? undefined : layers[base.layers - 1]?.instruction;
  const history = image?.history ?? [];
  if (last === undefined) return 0;
  const next = history.findIndex(({ emptyLayer }, at) => at > last && !emptyLayer);
  const behind = history.slice(last + 1, next === -1 ? undefined : next);
  const end = behind.findIndex(({ createdBy = '' }) => /(?:^|\s)CMD\s/.test(createdBy));
  return last + 1 + (end + 1);
}
