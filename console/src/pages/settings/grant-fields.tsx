import type { ReactNode } from 'react';
import type { Role } from '#wire/permission.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { Button } from '../../parts/button.tsx';
import { SelectField, TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import './grant-fields.css';

/** A role, and the place where it holds. */
export type Grant = AnswerOf<'readSession'>['grants'][number];

const roles: readonly (readonly [Role, string])[] = [
  ['viewer', 'viewer: sees'],
  ['analyst', 'analyst: decides findings, asks for exceptions'],
  ['responder', 'responder: also acts on what runs'],
  ['policy-author', 'policy author: writes policies and rules'],
  ['exception-approver', 'exception approver: approves'],
  ['auditor', 'auditor: sees all, and the audit log'],
  ['administrator', 'administrator: everything'],
  ['agent', 'agent: a program on a node'],
  ['ingest', 'ingest: a program that sends scans'],
];

/** Says a grant: `analyst in west-1 / shop`. */
export function grantText(grant: Grant): string {
  const { place } = grant;
  const where = [place?.cluster, place?.namespace, place?.repository].filter(Boolean).join(' / ');
  return where === '' ? `${grant.role} everywhere` : `${grant.role} in ${visible(where)}`;
}

/** Edits grants: each a role and, where it is narrower than everywhere, its place. */
export function GrantFields(props: {
  readonly grants: readonly Grant[];
  readonly onChange: (grants: readonly Grant[]) => void;
}): ReactNode {
  const { grants, onChange } = props;
  return (
    <fieldset className="facet stack">
      <legend>Grants</legend>
      {grants.map((grant, at) => (
        <OneGrant
          key={at}
          grant={grant}
          onChange={(next) => onChange(grants.with(at, next))}
          onRemove={() => onChange(grants.toSpliced(at, 1))}
        />
      ))}
      <div>
        <Button icon="plus" onPress={() => onChange([...grants, { role: 'viewer' }])}>
          Another grant
        </Button>
      </div>
    </fieldset>
  );
}

function OneGrant(props: {
  readonly grant: Grant;
  readonly onChange: (grant: Grant) => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { grant, onChange } = props;
  function put(name: 'cluster' | 'namespace' | 'repository', value: string): void {
    const { [name]: _before, ...others } = grant.place ?? {};
    const place = value.trim() === '' ? others : { ...others, [name]: value.trim() };
    onChange({ role: grant.role, ...(Object.keys(place).length === 0 ? {} : { place }) });
  }
  return (
    <div className="card stack">
      <SelectField
        label="Role"
        value={grant.role}
        onChange={(role) => onChange({ ...grant, role })}
        choices={roles}
      />
      <div className="grant-place">
        <TextField
          label="Cluster"
          value={grant.place?.cluster ?? ''}
          onChange={(value) => put('cluster', value)}
          placeholder="any"
          max={200}
        />
        <TextField
          label="Namespace"
          value={grant.place?.namespace ?? ''}
          onChange={(value) => put('namespace', value)}
          placeholder="any"
          max={200}
        />
        <TextField
          label="Repository"
          value={grant.place?.repository ?? ''}
          onChange={(value) => put('repository', value)}
          placeholder="any"
          max={200}
        />
      </div>
      <div>
        <Button kind="plain" icon="close" onPress={props.onRemove}>
          Remove this grant
        </Button>
      </div>
    </div>
  );
}
