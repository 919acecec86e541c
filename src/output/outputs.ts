import type { Output } from '#contract/output.ts';
import { jsonOutput } from './json.ts';
import { tableOutput } from './table.ts';

/** All outputs, loaded. What needs only one of them takes `loadOutput` of `load-output.ts`. */
export const outputs: readonly Output[] = [tableOutput, jsonOutput];
