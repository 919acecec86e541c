export { type Exposure, exposures } from '#risk/context.ts';
