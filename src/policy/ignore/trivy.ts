import { z } from 'zod';
import { plural } from '#kit/text.ts';
import type { Exception } from '../exception.ts';
import { type Imported, inForm, readYaml, unrestricted } from './import.ts';

const Entry = z.object({
  id: z.string().min(1),
  paths: z.array(z.string()).max(1000).optional(),
  purls: z.array(z.string()).max(1000).optional(),
  expired_at: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
  statement: z.string().optional(),
});
const Entries = z.array(Entry).max(10_000).nullish();
const TrivyIgnore = z
  .object({
    vulnerabilities: Entries,
    licenses: Entries,
    misconfigurations: Entries,
    secrets: Entries,
  })
  .nullish();

/**
 * Reads a `.trivyignore.yaml`: vulnerabilities and licences by id, with paths, package URLs and end. Throws
 * `usage.invalid-config`.
 */
export function parseTrivyYaml(text: string, name: string): Imported {
  const file = inForm(TrivyIgnore, readYaml(text, name), name) ?? {};
  const other = (file.misconfigurations?.length ?? 0) + (file.secrets?.length ?? 0);
  const known = [...(file.vulnerabilities ?? []), ...(file.licenses ?? [])];
  return {
    exceptions: known.map((entry, index) => toException(entry, `${name}#${index + 1}`)),
    notices:
      other === 0
        ? []
        : [
            `${name}: ${plural(other, 'entry', 'entries')} for misconfigurations and secrets, which are not looked for`,
          ],
  };
}

function toException(entry: z.infer<typeof Entry>, origin: string): Exception {
  const { id, paths = [], purls = [], expired_at: expires, statement } = entry;
  return {
    ...unrestricted,
    ids: [id],
    packages: purls,
    where: paths,
    origin,
    justification: statement ?? 'listed in the ignore file',
    ...(expires !== undefined && { expires }),
  };
}
