import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { partOf } from '../binary/byte-source.ts';
import type { Executable } from '../binary/executable.ts';
import { readExecutable } from '../binary/executable-format.ts';
import { type GoBuildInfo, readGoBuildInfo } from '../binary/go-build-info.ts';
import { observeGoProgram } from '../language/go/go-program.ts';
import { stampedVersion } from '../language/go/linker-flags.ts';
import { type GoModuleText, parseModuleText } from '../language/go/module-text.ts';
import { locationOf } from '../language/package-component.ts';
import type { GoIdentity } from './record.ts';
import { stampedText } from './stamped-text.ts';

/** What build information says of a Go program. */
export interface GoProgram {
  readonly executable: Executable;
  /** Import path of the main package. */
  readonly main: string;
  readonly toolchain: string;
  readonly text: GoModuleText;
  /** The component of the main module, by `id`; absent for programs built without modules. */
  readonly module?: string;
}

/** Reads the build information of a program; `undefined` when it is not of Go. Throws `input.malformed`, `limit.*`. */
export function readGoProgram(file: FileView, scope: Scope): GoProgram | undefined {
  const source = partOf(file, 0, file.size);
  const executable = readExecutable(source);
  if (executable === undefined) return undefined;
  const info = readGoBuildInfo(source, executable, scope.limits.maxDocumentBytes);
  if (info === undefined) return undefined;
  const text = parseModuleText(info.modules);
  return {
    executable,
    ...(text.main !== undefined && { module: mainComponent(info, file) }),
    main: /^path\t([^\n\t]{1,512})$/m.exec(info.modules)?.[1] ?? '',
    toolchain:
      /^go(\d{1,3}(?:\.\d{1,4}){1,2}(?:(?:rc|beta)\d{1,3})?)/.exec(info.goVersion)?.[1] ?? '',
    text,
  };
}

/** The main module is said first. */
function mainComponent(info: GoBuildInfo, file: FileView): string {
  for (const seen of observeGoProgram(info, locationOf(file)))
    if (seen.type === 'component') return seen.component.id;
  return '';
}

/** Whether the program is the product. Programs built without modules say only the path of their main package. */
export function isProduct(program: GoProgram, identity: GoIdentity): boolean {
  const { main, text } = program;
  if (identity.packages.length > 0 && !identity.packages.includes(main)) return false;
  return identity.modules.some(
    (module) =>
      isModule(text.main?.path ?? '', module) ||
      isModule(main, module) ||
      main.startsWith(`${module}/`),
  );
}

/** The version that the program states; empty when it states none, or only one made up from a commit. */
export function statedVersion(program: GoProgram, identity: GoIdentity, file: FileView): string {
  if (identity.version === 'toolchain') return program.toolchain;
  const stated = [...fromVariables(program, identity), ...fromModule(program, identity)];
  const release = stated.find(isRelease);
  if (release !== undefined) return plain(release);
  if (identity.version === 'elsewhere') return '';
  return stampedText(partOf(file, 0, file.size), program.executable);
}

function fromVariables({ text }: GoProgram, { variables }: GoIdentity): readonly string[] {
  const flags = text.settings.get('-ldflags') ?? '';
  return variables.flatMap((variable) => assigned(flags, variable) ?? []);
}

function fromModule({ text, main }: GoProgram, { version }: GoIdentity): readonly string[] {
  if (version !== 'stamped') return [];
  const flags = text.settings.get('-ldflags') ?? '';
  return [stampedVersion(flags, text.main?.path ?? main), text.main?.version ?? ''];
}

function isModule(path: string, module: string): boolean {
  return (
    path === module ||
    (path.startsWith(`${module}/v`) && /^\d{1,3}$/.test(path.slice(module.length + 2)))
  );
}

/** What `-X variable=value` says, whatever way it is quoted. */
function assigned(flags: string, variable: string): string | undefined {
  const at = flags.lastIndexOf(`${variable}=`);
  if (at === -1 || /[\w./-]/.test(flags[at - 1] ?? ' ')) return undefined;
  return /^["']?([0-9A-Za-z.+~_-]{1,64})/.exec(flags.slice(at + variable.length + 1))?.[1];
}

/** A released version and not one made up from a commit (Go Modules Reference, pseudo-versions). */
function isRelease(version: string): boolean {
  return (
    /^v?\d{1,4}\.\d{1,4}/.test(version) &&
    !/(?:^v?0\.0\.0-|[.-]0\.)?\d{14}-[0-9a-f]{12}/.test(version)
  );
}

function plain(version: string): string {
  return version.replace(/^v/, '').replace(/\+(?:incompatible|dirty)$/, '');
}
