import type { FileView } from '#contract/source.ts';
import type { Component } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { testFile } from '../../binary/testing/file.ts';
import { buildElf, goInline } from '../../binary/testing/programs.ts';

/** What an example of the catalogue gives of a file. */
interface Example {
  readonly file: string;
  readonly content: string;
  readonly go?: { readonly version: string; readonly modules: string };
}

const textFile = /\.(?:php|inc|txt|app|ini|phar)$|\/(?:VERSION|DESCRIPTION)$/;

/** The file of an example: a program with the content as read-only data, or the content alone where that is text. */
export function exampleFile({ file, content, go }: Example): FileView {
  const bytes = Buffer.from(content, 'latin1');
  if (content.startsWith('#!') || textFile.test(file)) return testFile(file, bytes);
  return testFile(
    file,
    buildElf({
      '.rodata': Buffer.concat([Buffer.alloc(32), bytes]),
      ...(go && { '.go.buildinfo': goInline(go.version, go.modules) }),
    }),
  );
}

/** The products that were said, without the relations beside them. */
export function productsOf(observations: readonly Observation[]): readonly Component[] {
  return observations.flatMap((seen) => (seen.type === 'component' ? [seen.component] : []));
}
