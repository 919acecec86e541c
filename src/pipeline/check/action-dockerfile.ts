import type { SourceRange } from '#model/source-range.ts';
import type { PipelineSubject, SourceString } from '../model.ts';
import { imageNameOf } from '../reference.ts';
import { pathBeside } from '../tree.ts';
import { entryOf, stringAt } from '../yaml-access.ts';

/** Images that the Dockerfile of an action starts from and that may change under their names. */
export interface MutableBases {
  readonly names: readonly string[];
  /** Place of the name of the Dockerfile. */
  readonly range: SourceRange;
}

const maxDockerfile = 256 * 1024;

/** Of an action whose `image` is a Dockerfile beside it; `undefined` where there is none or all of its images are pinned. */
export function mutableBases(subject: PipelineSubject): MutableBases | undefined {
  const image = dockerfileOf(subject);
  const bytes = image && subject.sibling(pathBeside(subject.path, image.value));
  if (bytes === undefined || bytes.length > maxDockerfile) return undefined;
  const names = basesOf(new TextDecoder().decode(bytes));
  return names.length === 0 || image === undefined ? undefined : { names, range: image.range };
}

function dockerfileOf({ github }: PipelineSubject): SourceString | undefined {
  const runs = entryOf(github?.root, 'runs')?.value;
  const image = stringAt(runs, 'image');
  if (stringAt(runs, 'using')?.value !== 'docker' || image === undefined) return undefined;
  return /:\/\/|\.\./.test(image.value) ? undefined : image;
}

/** Names in `FROM` lines that are neither stages nor variables nor pinned. */
function basesOf(text: string): readonly string[] {
  const stages = new Set(['scratch', '']);
  return text.split('\n').flatMap((line) => {
    const words = line.trim().slice(0, 1000).split(/\s+/);
    if (words[0]?.toUpperCase() !== 'FROM') return [];
    const [name = '', , stage = ''] = words.slice(1).filter((word) => !word.startsWith('--'));
    const known = stages.has(name.toLowerCase());
    stages.add(stage.toLowerCase());
    return known || !isMutable(name) ? [] : [name];
  });
}

function isMutable(name: string): boolean {
  return !name.includes('$') && imageNameOf(name).pinned !== 'digest';
}
