import type { RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import type { Sighting } from './sighting.ts';
import { argumentTemplate, exampleText, pathTemplate } from './template.ts';

const outside = '(runtime)';

/** Programs that ran: who started what, how. */
export function execRaw({ process, result }: RuntimeEvent): string | undefined {
  if (result !== undefined && result < 0) return undefined;
  return `${process.exePath}\0${parentPath(process)}\0${process.args.join('\0')}`;
}

/**
 * `/usr/sbin/nginx < /docker-entrypoint.sh: -g «daemon off;»`. The digest of the image says what the file holds; only a file
 * that a mount brought is named with its content, too.
 */
export function execKey({ process }: RuntimeEvent): Sighting {
  const path = pathTemplate(process.exePath);
  const args = argumentTemplate(process.args);
  const shown = [process.exePath, ...process.args].join(' ').slice(0, 400);
  return {
    key: `${path}${mountedContent(process)} < ${pathTemplate(parentPath(process))}: ${args}`,
    example: exampleText(shown),
  };
}

export function lineageRaw(event: RuntimeEvent): string | undefined {
  const { process, result } = event;
  if (result !== undefined && result < 0) return undefined;
  return `${parentPath(process)}\0${process.exePath}`;
}

/** `/usr/sbin/nginx > /bin/sh`: which program starts which. */
export function lineageKey({ process }: RuntimeEvent): Sighting {
  const key = `${pathTemplate(parentPath(process))} > ${pathTemplate(process.exePath)}`;
  return { key, example: key };
}

export function runAsRaw({ process, result }: RuntimeEvent): string | undefined {
  return result !== undefined && result < 0 ? undefined : `run ${process.effectiveUid}`;
}

/** `run as 101`: the user that programs run as. */
export function runAsKey({ process }: RuntimeEvent): Sighting {
  const name = process.userName === undefined ? '' : ` (${exampleText(process.userName, 40)})`;
  return {
    key: `run as ${process.effectiveUid}`,
    example: `${exampleText(process.exePath)}${name}`,
  };
}

/** The executable of the parent within the same container; what the engine starts has none. */
function parentPath({ parent, container }: RuntimeProcess): string {
  if (parent === undefined || parent.container?.id !== container?.id) return outside;
  return parent.exePath === '' ? parent.name : parent.exePath;
}

function mountedContent({ file }: RuntimeProcess): string {
  const { origin, sha256 } = file ?? {};
  return origin?.kind === 'mount' && sha256 !== undefined ? `@${sha256.slice(0, 12)}` : '';
}
