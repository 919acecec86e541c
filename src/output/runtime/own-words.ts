import type { Detection } from '#model/detection.ts';
import type { WorkloadContainer } from '#model/workload.ts';

/**
 * What the output of a rule says beside what stands there anyway: `container=web image=shop/web` at its end goes when it says
 * the same as the container does. Only whole trailing words are taken, so that text of an attacker cannot make others vanish.
 */
export function ownWords({ output, container }: Pick<Detection, 'output' | 'container'>): string {
  const closed = output.endsWith(')');
  const known = knownWords(container);
  let text = closed ? output.slice(0, -1) : output;
  for (;;) {
    const at = text.lastIndexOf(' ');
    const begin = Math.max(at, text.lastIndexOf('(')) + 1;
    const word = text.slice(begin);
    if (begin === 0 || !known.has(word)) break;
    text = text.slice(0, begin).trimEnd();
  }
  if (!closed) return text;
  return text.endsWith('(') ? text.slice(0, -1).trimEnd() : `${text})`;
}

const absent = '<NA>';
const nameKeys = ['container', 'container_name', 'k8s_container_name', 'container_id'];

/** `container_name=web` and the like: names before `=` as the rules of the field and ours have them. */
function knownWords(container: WorkloadContainer | undefined): ReadonlySet<string> {
  if (container === undefined)
    return new Set([...pairs(nameKeys, ['host']), ...pairs(allKeys, [absent])]);
  const { shortId, name, image, pod } = container;
  return new Set([
    ...pairs(nameKeys, [shortId, name, pod?.container]),
    ...pairs(['image', 'container_image'], [image?.reference, image?.repository]),
    ...pairs(['container_image_repository', 'repository'], [image?.repository]),
    ...pairs(['container_image_tag', 'tag'], [image?.tag]),
    ...pairs(podKeys, [pod?.name]),
    ...pairs(namespaceKeys, [pod?.namespace]),
    ...pairs(allKeys, [absent]),
  ]);
}

const podKeys = ['k8s_pod', 'k8s_pod_name', 'pod'];
const namespaceKeys = ['k8s_ns', 'k8s_ns_name', 'ns', 'namespace'];
/** What is not known of a container need not be told. */
const allKeys = [
  ...nameKeys,
  'image',
  'container_image',
  'container_image_repository',
  'container_image_tag',
  ...podKeys,
  ...namespaceKeys,
];

function pairs(
  keys: readonly string[],
  values: readonly (string | undefined)[],
): readonly string[] {
  return values.flatMap((value) =>
    value === undefined ? [] : keys.map((key) => `${key}=${value}`),
  );
}
