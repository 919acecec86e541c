import type { Entry, FileView, LayerVisitor, Want } from '#contract/source.ts';
import { gapAt } from './tar-entry.ts';

/** Hard links that are remembered to follow links to links; further ones are taken to point at files. */
const maxRemembered = 200_000;

/** The hard links of a layer: which files they mean, and which of them a visitor wants to read. */
export class HardLinks {
  readonly #targets = new Map<string, string>();
  readonly #wanted = new Map<string, Entry[]>();

  add(entry: Entry, isWanted: boolean): void {
    const link = entry.link ?? entry.path;
    const target = this.#targets.get(link) ?? link;
    if (this.#targets.size < maxRemembered) this.#targets.set(entry.path, target);
    if (!isWanted) return;
    const links = this.#wanted.get(target);
    if (links === undefined) this.#wanted.set(target, [entry]);
    else links.push(entry);
  }

  get isAnyWanted(): boolean {
    return this.#wanted.size > 0;
  }

  /** A visitor for the second walk: it shows each target's content to `visitor` under the paths of its links. */
  visitorFor(
    visitor: LayerVisitor,
    onFile: (bytes: number) => void,
  ): LayerVisitor & { finish(): void } {
    const wanted = this.#wanted;
    const shown = new Set<string>();
    return {
      entry(entry): Want {
        if (entry.type !== 'file' || !wanted.has(entry.path)) return 'nothing';
        if (!shown.has(entry.path)) return 'content';
        visitor.gap(
          gapAt(
            entry.path,
            'malformed',
            'the layer holds several files of this path, and hard links to it',
          ),
        );
        return 'nothing';
      },
      head: () => false,
      file(view): void {
        shown.add(view.path);
        for (const link of wanted.get(view.path) ?? []) {
          onFile(view.size);
          visitor.file(renamed(view, link.path));
        }
      },
      gap(gap): void {
        if (!wanted.has(gap.location.path)) return;
        shown.add(gap.location.path);
        for (const link of wanted.get(gap.location.path) ?? [])
          visitor.gap({ ...gap, location: { path: link.path } });
      },
      finish(): void {
        for (const [target, links] of wanted)
          for (const link of shown.has(target) ? [] : links)
            visitor.gap(
              gapAt(link.path, 'unreadable', 'its hard link leads to no file of the same layer'),
            );
      },
    };
  }
}

function renamed(view: FileView, path: string): FileView {
  return {
    path,
    size: view.size,
    mode: view.mode,
    ...(view.layer !== undefined && { layer: view.layer }),
    bytes: () => view.bytes(),
    text: () => view.text(),
    read: (offset, length) => view.read(offset, length),
  };
}
