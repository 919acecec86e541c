import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { call } from '../../api/call.ts';
import { Badge } from '../../parts/badges.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { countOf } from '../../parts/words.ts';
import { TierCounts } from './decide-dialog.tsx';
import { maxScopes, type Scope } from './exception-draft.ts';

type Covered = AnswerOf<'previewException'>;

/** What the asked exceptions cover, counted by the server while one chooses. */
export function Reach({ scopes }: { readonly scopes: readonly Scope[] }): ReactNode {
  const isMany = scopes.length > maxScopes;
  const preview = useQuery({
    queryKey: ['previewException', scopes],
    queryFn: ({ signal }) => coveredBy(scopes, signal),
    enabled: !isMany,
  });
  if (isMany)
    return (
      <p className="notice" role="alert">
        These are {scopes.length} exceptions, and at most {maxScopes} are asked for at once. Choose
        a wider reach, or fewer findings.
      </p>
    );
  if (preview.error !== null) return <ErrorState problem={preview.error} />;
  return (
    <div className="notice" data-tone="low" role="status" aria-busy={preview.isFetching}>
      {preview.data === undefined ? (
        'Counting what this covers …'
      ) : (
        <Counted covered={preview.data} exceptions={scopes.length} />
      )}
    </div>
  );
}

function Counted(props: { readonly covered: Sum; readonly exceptions: number }): ReactNode {
  const { covered } = props;
  return (
    <div className="stack">
      <span>
        {props.exceptions === 1 ? 'Covers ' : `${props.exceptions} exceptions cover `}
        <b>{countOf(covered.findings, 'finding')}</b>
        {covered.assets === undefined ? undefined : (
          <>
            {' '}
            in <b>{countOf(covered.assets, 'place')}</b>
          </>
        )}{' '}
        {covered.exploited ? <Badge tone="critical">known exploited</Badge> : undefined}
      </span>
      <TierCounts byTier={covered.byTier} />
    </div>
  );
}

interface Sum {
  readonly findings: number;
  /** Absent for several: the same place can be in more than one. */
  readonly assets?: number;
  readonly byTier: Readonly<Record<string, number>>;
  readonly exploited: boolean;
}

async function coveredBy(scopes: readonly Scope[], signal: AbortSignal): Promise<Sum> {
  const parts: Covered[] = [];
  for (const scope of scopes)
    parts.push(await call('previewException', { body: { scope }, signal }));
  const byTier: Record<string, number> = {};
  for (const part of parts)
    for (const [tier, count] of Object.entries(part.byTier))
      byTier[tier] = (byTier[tier] ?? 0) + count;
  const [only] = parts;
  return {
    findings: parts.reduce((sum, part) => sum + part.findings, 0),
    ...(parts.length === 1 && only !== undefined && { assets: only.assets }),
    byTier,
    exploited: parts.some((part) => part.sample.some((one) => one.exploited)),
  };
}
