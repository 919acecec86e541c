import type { OutputPart, RuleDefinition } from '../ast.ts';
import type { FieldSource } from '../fields/fields.ts';
import type { CompileContext } from './compile-rule.ts';
import { faultIn, faultOf, RuleFault } from './diagnostics.ts';
import type { RuleEntry } from './entries.ts';
import { parseOutput } from './parse-output.ts';
import type { AppendOutput } from './rule-options.ts';

const containerInfo = '%container.info';
/** Fields that Falco's container plug-in suggests for every output. */
const suggestedFields = [
  ['container_id', 'container.id'],
  ['container_name', 'container.name'],
  ['container_image_repository', 'container.image.repository'],
  ['container_image_tag', 'container.image.tag'],
  ['k8s_pod_name', 'k8s.pod.name'],
  ['k8s_ns_name', 'k8s.ns.name'],
] as const;

type Output = Pick<RuleDefinition, 'output' | 'outputText' | 'extraFields'>;

/** The output of a rule with what is added to it. Throws `RuleFault`. */
export function settleOutput(
  entry: RuleEntry,
  source: FieldSource,
  context: CompileContext,
): Output {
  const own = ownOutput(entry, source, context);
  const added = (context.options.appendOutputs ?? []).filter((one) => applies(one, entry));
  const texts = added.map((one) => addedText(one, source)).filter((text) => text !== '');
  const extra = added.flatMap((one) => one.extraFields ?? []);
  return {
    output: [
      ...own,
      ...texts.flatMap((text) => [
        { kind: 'text', text: ' ' } as const,
        ...addedOutput(text, entry),
      ]),
    ],
    outputText: [withoutInfo(entry.output.text.trim()), ...texts].join(' '),
    ...(extra.length > 0 && {
      extraFields: extra.map((field) => {
        const { key, format } =
          typeof field === 'string' ? { key: field, format: `%${field}` } : field;
        return { key, format: addedOutput(format, entry), raw: typeof field === 'string' };
      }),
    }),
  };
}

function ownOutput(
  entry: RuleEntry,
  source: FieldSource,
  { checker, diagnostics }: CompileContext,
): readonly OutputPart[] {
  const item = `rule "${entry.name}"`;
  const { text } = entry.output;
  try {
    const parts = trimmed(parseOutput(text));
    const at = text.indexOf(containerInfo);
    if (at >= 0) {
      const message = `${containerInfo} is obsolete: it stands for nothing`;
      const { diagnostic } = faultIn(entry.output, at, { code: 'deprecated', message, item });
      diagnostics.add({ ...diagnostic, level: 'warning' });
    }
    const kept = parts.filter((part) => part.kind === 'text' || `%${part.text}` !== containerInfo);
    for (const part of kept)
      if (part.kind === 'token') checker.checkOperand(part.operand, entry.output, { source, item });
    return kept;
  } catch (error) {
    throw faultOf(error, entry.output, item);
  }
}

/** Without the blanks around the whole. */
function trimmed(parts: readonly OutputPart[]): readonly OutputPart[] {
  return parts
    .map((part, at) => {
      if (part.kind !== 'text') return part;
      const start = at === 0 ? part.text.trimStart() : part.text;
      return { ...part, text: at === parts.length - 1 ? start.trimEnd() : start };
    })
    .filter((part) => part.text !== '');
}

function withoutInfo(text: string): string {
  return text.replaceAll(containerInfo, '');
}

function applies({ match }: AppendOutput, entry: RuleEntry): boolean {
  if (match === undefined) return true;
  if (match.source !== undefined && match.source !== entry.source) return false;
  if (match.rule !== undefined && match.rule !== entry.name) return false;
  return (match.tags ?? []).every((tag) => entry.tags.has(tag));
}

function addedText({ extraOutput, suggestedOutput }: AppendOutput, source: FieldSource): string {
  const suggested =
    suggestedOutput === true && source === 'syscall'
      ? suggestedFields.map(([key, field]) => `${key}=%${field}`).join(' ')
      : '';
  return [extraOutput?.trim() ?? '', suggested].filter((text) => text !== '').join(' ');
}

/** Formats of the configuration have no place in a rule file. */
function addedOutput(text: string, entry: RuleEntry): readonly OutputPart[] {
  try {
    return parseOutput(text);
  } catch (error) {
    const message = `added output: ${error instanceof Error ? error.message : 'not readable'}`;
    throw new RuleFault({ code: 'output', message, item: `rule "${entry.name}"` }, entry.place);
  }
}
