export { exposures } from '#risk/context.ts';
