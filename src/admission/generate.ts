import { CelError } from '#cel/value.ts';
import { isObject, textOf, valueAt } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import type { CompiledGeneration, CompiledPolicy } from './compiled.ts';
import type { Judge } from './judge.ts';
import { renderTemplate } from './template.ts';
import { failedBy, type Verdict } from './verdict.ts';

/** What a policy would create, as it comes. */
interface Generated {
  /** Of a policy that is confined to one. */
  readonly namespace: string | undefined;
  readonly objects: Json[];
}

/** What a GeneratingPolicy would create for the object. */
export function judgeGenerations(
  judge: Judge,
  compiled: CompiledPolicy,
  generator: Generated,
): Verdict {
  for (const [at, generation] of compiled.generations.entries()) {
    const error = generateOnce(judge, generation, generator);
    if (error === undefined) continue;
    const written = compiled.policy.generations[at];
    const source = written?.expression ?? written?.template ?? { text: '', field: ['spec'] };
    return failedBy('error', judge.failure(source, error.message, { error }));
  }
  return { outcome: 'pass', failures: [], generated: generator.objects };
}

function generateOnce(
  judge: Judge,
  { expression, template }: CompiledGeneration,
  generator: Generated,
): CelError | undefined {
  if (template !== undefined) {
    const rendered = renderTemplate(template, (one) => judge.run(one));
    if (rendered instanceof CelError) return rendered;
    return place(rendered, generator);
  }
  if (expression === undefined) return undefined;
  const result = judge.run(expression);
  return result instanceof CelError ? result : undefined;
}

/** A policy of a namespace generates into that namespace alone. */
function place(objects: readonly Json[], generator: Generated): CelError | undefined {
  for (const object of objects) {
    const { namespace } = generator;
    const own = textOf(valueAt(object, ['metadata', 'namespace']));
    if (namespace !== undefined && own !== undefined && own !== namespace)
      return new CelError(`a policy in namespace "${namespace}" may not generate into "${own}"`);
    generator.objects.push(namespace === undefined ? object : inNamespace(object, namespace));
  }
  return undefined;
}

function inNamespace(object: Json, namespace: string): Json {
  if (!isObject(object)) return object;
  const metadata = valueAt(object, ['metadata']);
  return { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), namespace } };
}
