import type { JsonObject } from '#model/json-value.ts';
import type { Profile } from '#model/profile.ts';
import { mapText } from '#yaml/write.ts';
import { type Exported, keysOf, originText, sureness } from './exported.ts';

const style = { indent: 2, dash: 2, newline: '\n' };
const maxValues = 500;

/** How exceptions of Falco rules are made. */
export interface FalcoExceptionOptions {
  /** Names of rules that get them. */
  readonly rules: readonly string[];
  /** Repository that they are limited to: `registry.local/shop/web`. */
  readonly repository: string;
  /** Namespace that they are limited to, where there is one. */
  readonly namespace?: string;
}

/**
 * Exceptions in Falco's rule language for what this workload does in its normal life: pairs of program and parent, limited
 * to its image. They append to the rules that are named.
 */
export function toFalcoExceptions(
  profile: Profile,
  options: FalcoExceptionOptions,
): Exported<string> {
  const { rules, repository, namespace } = options;
  const pairs = programPairs(profile);
  const scope = [repository, ...(namespace === undefined ? [] : [namespace])];
  const items: readonly JsonObject[] = rules.map((rule) => ({
    rule,
    exceptions: [
      {
        name: exceptionName(profile),
        fields: [
          'proc.exepath',
          'proc.pexepath',
          'container.image.repository',
          ...(namespace === undefined ? [] : ['k8s.ns.name']),
        ],
        comps: ['=', '=', '=', ...(namespace === undefined ? [] : ['='])],
        values: pairs.slice(0, maxValues).map(([program, parent]) => [program, parent, ...scope]),
      },
    ],
    override: { exceptions: 'append' },
  }));
  const text = items.map((item) => `- ${mapText(item, 2, style).trimStart()}`).join('\n');
  return {
    value: `# ${originText(profile)}\n${text}\n`,
    notes: [
      ...sureness(profile, ['lineage']),
      ...(pairs.length > maxValues
        ? [`${pairs.length - maxValues} pairs of programs were left out`]
        : []),
    ],
  };
}

/** Program and parent as they were seen, without names that vary. */
function programPairs(profile: Profile): readonly (readonly [string, string])[] {
  return keysOf(profile, 'lineage').flatMap((key) => {
    const [parent = '', program = ''] = key.split(' > ');
    return program.startsWith('/') && parent.startsWith('/') && !/<[a-z0-9]+>|…/.test(key)
      ? [[program, parent] as const]
      : [];
  });
}

function exceptionName({ key, version }: Profile): string {
  const role = `${key.workload}_${key.container}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return `caisson_${role.slice(0, 100)}_v${version}`;
}
