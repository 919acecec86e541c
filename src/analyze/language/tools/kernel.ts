import type { Analyzer } from '#contract/analyzer.ts';
import { basename } from '#kit/path.ts';
import { formatPurl } from '#model/purl.ts';
import { packageComponent, textOf } from '../package-component.ts';

/**
 * Linux kernels: the image in `/boot` and the modules in `/lib/modules/RELEASE/`, each by the release in its path, or in the
 * header of the image (Linux, Documentation/arch/x86/boot.rst, `kernel_version`). One that an OS package installed has that
 * package as its owner.
 */
export const kernelAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-kernel',
  revision: 1,
  title: 'Linux kernels',
  claims: [{ directory: '/boot/' }, { basename: 'modules.builtin' }],
  *analyze(file) {
    const release = textOf(
      basename(file.path) === 'modules.builtin'
        ? moduleRelease(file.path)
        : imageRelease(file.path),
    );
    const stated = isImage(file.path) ? textOf(headerRelease(file.read.bind(file))) : undefined;
    const version = stated ?? release;
    if (version === undefined) return;
    yield packageComponent(file, {
      purl: formatPurl({ type: 'generic', name: 'linux-kernel', version }),
      name: 'linux-kernel',
      version,
      ecosystem: 'generic',
      presence: 'installed',
      technique: stated === undefined ? 'filename' : 'binary-analysis',
    });
  },
};

const kernelRelease = /^\d{1,4}\.\d{1,4}[\w.+~-]{0,120}$/;

function isImage(path: string): boolean {
  return /^\/boot\/(?:vmlinuz|bzImage|kernel)(?:-[^/]+)?$/.test(path);
}

function imageRelease(path: string): string | undefined {
  const release = /^\/boot\/(?:vmlinuz|vmlinux|bzImage|Image|kernel)-([^/]{1,150})$/.exec(
    path,
  )?.[1];
  return release !== undefined && kernelRelease.test(release) ? release : undefined;
}

function moduleRelease(path: string): string | undefined {
  const release = /\/lib\/modules\/([^/]{1,150})\/modules\.builtin$/.exec(path)?.[1];
  return release !== undefined && kernelRelease.test(release) ? release : undefined;
}

/** x86 boot protocol 2.00: `HdrS` at 0x202, at 0x20e where the text stands, 0x200 less. */
function headerRelease(read: (offset: number, length: number) => Uint8Array): string | undefined {
  const header = Buffer.from(read(0, 0x210));
  if (header.length < 0x210 || header.toString('latin1', 0x202, 0x206) !== 'HdrS') return undefined;
  const text = Buffer.from(read(header.readUInt16LE(0x20e) + 0x200, 200)).toString('latin1');
  const release = text.split(/[\0 ]/, 1)[0] ?? '';
  return kernelRelease.test(release) ? release : undefined;
}
