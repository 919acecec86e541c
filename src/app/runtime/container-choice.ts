import { fitsStars } from '#kit/star-pattern.ts';
import type { WorkloadContainer } from '#model/workload.ts';

/** Which containers are meant; all lists that are given must fit. */
export interface ContainerChoice {
  /** Names of containers or pods, or beginnings of ids. */
  readonly names?: readonly string[];
  /** Parts of image references, or globs. */
  readonly images?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly withHost: boolean;
}

/** Whether a container is meant; undefined is the host, which is meant only where nothing else is chosen. */
export function choiceOf(
  choice: ContainerChoice,
): (container: WorkloadContainer | undefined) => boolean {
  const { names, images, namespaces, withHost } = choice;
  const isAny = names === undefined && images === undefined && namespaces === undefined;
  return (container) => {
    if (container === undefined) return isAny && withHost;
    return (
      isAnyOf(names, (name) => isNamed(container, name)) &&
      isAnyOf(images, (glob) => fits(container.image?.reference ?? '', glob)) &&
      isAnyOf(namespaces, (name) => container.pod?.namespace === name)
    );
  };
}

/** Whether people may mean this container by a word. */
export function isNamed({ id, name, pod }: WorkloadContainer, word: string): boolean {
  if (word === name || id.startsWith(word)) return true;
  if (pod === undefined) return false;
  return [pod.container, pod.name, `${pod.namespace}/${pod.name}`].includes(word);
}

function isAnyOf(words: readonly string[] | undefined, test: (word: string) => boolean): boolean {
  return words === undefined || words.some(test);
}

/** `*` stands for any text; without one a part is enough. */
function fits(text: string, glob: string): boolean {
  return glob.includes('*') ? fitsStars(glob, text) : text.includes(glob);
}
