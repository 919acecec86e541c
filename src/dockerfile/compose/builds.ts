import type { CheckedFile } from '#contract/check.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap } from '#model/observation.ts';
import { resolve } from '#yaml/read.ts';
import { checkText, type TextChecks } from '../check-text.ts';
import type { BuildInputs } from '../resolved.ts';
import type { Build, BuildFile } from './build-file.ts';
import { type EmbeddedText, relocated } from './embedded.ts';
import { interpolate } from './interpolate.ts';

/** Builds of one file that are followed. */
const maxBuilds = 100;

interface Found {
  readonly faults: readonly Fault[];
  readonly gaps: readonly Gap[];
}

/** Judges the Dockerfiles of all builds: those that stand in the file, and those beside it. */
export function checkBuilds(
  { builds, ...model }: BuildFile,
  file: CheckedFile,
  how: TextChecks,
): Found {
  const faults: Fault[] = [];
  const gaps: Gap[] = [];
  const seen = new Set<unknown>();
  for (const build of builds.slice(0, maxBuilds)) {
    checkpoint(how.signal);
    const embedded = embeddedIn(build, model);
    if (embedded !== undefined && seen.has(embedded.scalar)) continue;
    if (embedded !== undefined) seen.add(embedded.scalar);
    const found =
      embedded === undefined
        ? checkBeside(build, file, how)
        : checkInline(build, embedded, { file, how });
    faults.push(...found.faults);
    gaps.push(...found.gaps);
  }
  if (builds.length > maxBuilds) gaps.push(tooMany(file.path));
  return { faults: unique(faults), gaps };
}

function tooMany(path: string): Gap {
  const detail = `only the Dockerfiles of the first ${maxBuilds} builds are read`;
  return { type: 'gap', location: { path }, reason: 'too-large', detail };
}

function embeddedIn(
  { inline }: Build,
  { dialect, variables }: Pick<BuildFile, 'dialect' | 'variables'>,
): EmbeddedText | undefined {
  const scalar = resolve(inline);
  if (scalar?.kind !== 'scalar' || scalar.text.trim() === '') return undefined;
  return { scalar, dialect, mapped: interpolate(scalar.text, dialect, variables).mapped };
}

function checkInline(
  build: Build,
  embedded: EmbeddedText,
  { file, how }: { readonly file: CheckedFile; readonly how: TextChecks },
): Found {
  const inputs = inputsOf(build, ignoreText(build, file, 'Dockerfile'));
  const checks = build.args.length === 0 ? how.checks : how.checks.filter(isAskedWithArguments);
  const found = checkText(Buffer.from(embedded.mapped.text), file.path, { ...how, checks, inputs });
  const { faults, gaps } = relocated(found, embedded);
  const open = faults.filter(({ rule }) => !build.answered.has(rule));
  return { faults: open.map((fault) => ofBuild(fault, build)), gaps };
}

/** What a build without any argument would do matters only where somebody may leave them out. */
function isAskedWithArguments({ meta }: TextChecks['checks'][number]): boolean {
  return meta.id !== 'CSN-DF-0017';
}

/** The stage alone does not say of which build it is one. */
function ofBuild(fault: Fault, { name }: Build): Fault {
  return { ...fault, subject: fault.subject === undefined ? name : `${name}/${fault.subject}` };
}

/** A Dockerfile beside the file is judged by its own checker; what only these arguments and this target bring comes here. */
function checkBeside(build: Build, file: CheckedFile, how: TextChecks): Found {
  const none: Found = { faults: [], gaps: [] };
  const { args, target, contexts } = build;
  const name = localPath(build.context ?? '.', build.dockerfile ?? 'Dockerfile');
  const isPlain = args.length + contexts.length === 0 && target === undefined;
  const bytes = name === undefined || isPlain ? undefined : file.sibling(name);
  if (name === undefined || bytes === undefined) return none;
  const dockerignore = ignoreText(build, file, name);
  const path = joined(directoryOf(file.path), name);
  const plain = { ...(dockerignore !== undefined && { dockerignore }) };
  const before = checkText(bytes, path, { ...how, inputs: plain });
  const after = checkText(bytes, path, { ...how, inputs: inputsOf(build, dockerignore) });
  const known = new Set(before.faults.map(keyOf));
  const rules = new Set(before.faults.map(({ rule }) => rule));
  const faults = after.faults.filter(
    (fault) =>
      !known.has(keyOf(fault)) &&
      !build.answered.has(fault.rule) &&
      !(ofWholeImage.has(fault.rule) && rules.has(fault.rule)),
  );
  return { faults: faults.map((fault) => asBuilt(fault, build)), gaps: [] };
}

/** What an image lacks is said once, whatever the target: user, health check, labels. */
const ofWholeImage = new Set(['CSN-DF-0043', 'CSN-DF-0091', 'CSN-DF-0147']);

function keyOf({ rule, message, locations: [{ path, line, column }] }: Fault): string {
  return `${rule} ${path} ${line ?? 0} ${column ?? 0} ${message}`;
}

/** Without fixes: their bytes are those of another file than the one that is checked. */
function asBuilt({ fixes: _fixes, ...fault }: Fault, build: Build): Fault {
  return { ...fault, message: `${fault.message} (as "${build.name}" builds it)` };
}

function unique(faults: readonly Fault[]): readonly Fault[] {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = keyOf(fault);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function inputsOf(
  { args, target, contexts }: Build,
  dockerignore: string | undefined,
): BuildInputs {
  const given = args.flatMap(({ name, value, known }) =>
    known && value !== undefined ? [[name, value] as const] : [],
  );
  return {
    buildArgs: new Map(given),
    contexts: new Set(contexts),
    ...(target !== undefined && { target }),
    ...(dockerignore !== undefined && { dockerignore }),
  };
}

function ignoreText({ context = '.' }: Build, file: CheckedFile, name: string): string | undefined {
  const beside = localPath(context, '.dockerignore');
  const bytes =
    file.sibling(`${name}.dockerignore`) ??
    (beside === undefined ? undefined : file.sibling(beside));
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** A path below the file's directory or beside it; `undefined` for what lies elsewhere: URLs, absolute paths. */
function localPath(context: string, name: string): string | undefined {
  const isElsewhere = /^(?:[\w+.-]+:|\/|~|\$|[\w.-]+@)/;
  if (isElsewhere.test(context) || isElsewhere.test(name) || context.length > 1000)
    return undefined;
  return joined(context, name);
}

function joined(directory: string, name: string): string {
  const parts: string[] = directory.startsWith('/') ? [''] : [];
  for (const part of `${directory}/${name}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '')
      parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
