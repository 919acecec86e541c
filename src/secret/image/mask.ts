import type { Scope } from '#contract/scope.ts';
import type { ImageFacts } from '#model/artifact.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Location } from '#model/location.ts';
import type { SecretScanner } from '../scanner.ts';
import { fieldsOfImage, type ImageField } from './fields.ts';

/** Shorter ones stand by chance in other texts too, so they are masked only in the field that has them. */
const shortest = 8;
const longestMask = 20;

/**
 * The inventory without the secrets that its image gives away in configuration, history and annotations: each becomes
 * asterisks. A report keeps what an image says of itself, but never a secret.
 */
export function maskImage(
  scanner: SecretScanner,
  inventory: Inventory,
  scope: Pick<Scope, 'clock'>,
): Inventory {
  const { image, layers } = inventory;
  if (image === undefined) return inventory;
  const mask = maskerOf(scanner, image, scope);
  if (mask === undefined) return inventory;
  return {
    ...inventory,
    image: maskedFacts(image, mask),
    layers: layers.map((layer) => ({
      ...layer,
      ...(layer.createdBy !== undefined && {
        createdBy: mask(`history[${layer.instruction ?? -1}]`, layer.createdBy),
      }),
    })),
  };
}

type Mask = (path: string, text: string) => string;

function maskerOf(
  scanner: SecretScanner,
  image: ImageFacts,
  scope: Pick<Scope, 'clock'>,
): Mask | undefined {
  const everywhere = new Set<string>();
  const byField = new Map<string, Set<string>>();
  for (const field of fieldsOfImage(image))
    for (const { location } of scanner.scanField(field, scope)) {
      const value = clearText(field, location);
      if (value === '') continue;
      if (value.length >= shortest) everywhere.add(value);
      else byField.set(field.path, (byField.get(field.path) ?? new Set()).add(value));
    }
  if (everywhere.size === 0 && byField.size === 0) return undefined;
  const long = [...everywhere].sort((a, b) => b.length - a.length);
  return (path, text) =>
    [...long, ...(byField.get(path) ?? [])].reduce(
      (masked, value) =>
        masked.replaceAll(value, () => '*'.repeat(Math.min(longestMask, value.length))),
      text,
    );
}

/** The scanner reads a named field as `name=text`, and counts lines and columns in that. */
function clearText({ name, text }: ImageField, location: Location): string {
  const prefix = name === undefined ? 0 : name.length + 1;
  const written = name === undefined ? text : `${name}=${text}`;
  const starts = lineStarts(written);
  const { line = 1, column = 1, endLine = line, endColumn = 1 } = location;
  const start = (starts[line - 1] ?? 0) + column - 1;
  const end = (starts[endLine - 1] ?? 0) + endColumn - 1;
  return text.slice(Math.max(0, start - prefix), Math.max(0, end - prefix));
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function maskedFacts(image: ImageFacts, mask: Mask): ImageFacts {
  const { healthcheck, onBuild, shell, author } = image;
  function list(name: string, texts: readonly string[]): readonly string[] {
    return texts.map((text, at) => mask(`config.${name}[${at}]`, text));
  }
  return {
    ...image,
    env: list('Env', image.env),
    command: list('Cmd', image.command),
    entrypoint: list('Entrypoint', image.entrypoint),
    volumes: list('Volumes', image.volumes),
    ...(healthcheck !== undefined && { healthcheck: list('Healthcheck.Test', healthcheck) }),
    ...(onBuild !== undefined && { onBuild: list('OnBuild', onBuild) }),
    ...(shell !== undefined && { shell: list('Shell', shell) }),
    ...(author !== undefined && { author: mask('author', author) }),
    labels: record('config.Labels', image.labels, mask),
    annotations: record('annotations', image.annotations, mask),
    history: image.history.map((step, at) => maskedStep(step, `history[${at}]`, mask)),
  };
}

function record(
  path: string,
  texts: Readonly<Record<string, string>>,
  mask: Mask,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      mask(`${path}[${JSON.stringify(name)}]`, text),
    ]),
  );
}

function maskedStep(
  step: ImageFacts['history'][number],
  path: string,
  mask: Mask,
): ImageFacts['history'][number] {
  const { createdBy, comment, author } = step;
  return {
    ...step,
    ...(createdBy !== undefined && { createdBy: mask(path, createdBy) }),
    ...(comment !== undefined && { comment: mask(path, comment) }),
    ...(author !== undefined && { author: mask(path, author) }),
  };
}
