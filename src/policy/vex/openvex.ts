import { vexStatuses } from '#model/vex.ts';
import type { Exception, Identity } from '../exception.ts';
import type { OpenVex, OpenVexProduct } from './schema.ts';
import {
  identityOf,
  isEmpty,
  toException,
  type VexSource,
  type VexStatement,
  vulnerabilityIds,
} from './statement.ts';

/**
 * Statements of an OpenVEX document (0.2.0). A statement without a moment has that of the document; one without products is
 * about `subject`, what the attestation around it is about, and about nothing where there is none.
 */
export function exceptionsOfOpenVex(
  document: OpenVex,
  source: VexSource,
  subject: Identity | undefined,
): readonly Exception[] {
  return document.statements.flatMap((statement, index) => {
    const status = vexStatuses.find((word) => word === statement.status);
    const ids = idsOf(statement.vulnerability);
    if (status === undefined || ids.length === 0) return [];
    const shared = { ids, status, ...saidOf(statement), owner: document.author };
    const time = statement.timestamp ?? statement.last_updated ?? document.timestamp;
    return placesOf(statement, subject).map((place) =>
      toException({ ...shared, ...place, time: time ?? document.last_updated }, index + 1, source),
    );
  });
}

type Raw = OpenVex['statements'][number];

function idsOf(vulnerability: Raw['vulnerability']): readonly string[] {
  if (typeof vulnerability === 'string') return vulnerabilityIds([vulnerability]);
  const { '@id': iri, name, aliases = [] } = vulnerability;
  return vulnerabilityIds([name, ...aliases, iri]);
}

function saidOf(statement: Raw): Pick<VexStatement, 'justification' | 'note' | 'advice'> {
  const {
    justification,
    impact_statement: impact,
    status_notes: notes,
    action_statement,
  } = statement;
  return { justification, note: impact ?? notes, advice: action_statement };
}

type Place = Pick<VexStatement, 'parts' | 'within'>;

/** Subcomponents stand in each product, in version 0.0.1 beside the products. */
function placesOf(statement: Raw, subject: Identity | undefined): readonly Place[] {
  const beside = (statement.subcomponents ?? []).map(identityOfPart);
  const { products = [] } = statement;
  if (products.length === 0) return subject === undefined ? [] : (placeOf(subject, beside) ?? []);
  return products.flatMap((product) => {
    const inner =
      typeof product === 'string' ? [] : (product.subcomponents ?? []).map(identityOfPart);
    return placeOf(identityOfPart(product), inner.length > 0 ? inner : beside) ?? [];
  });
}

/** The product must be the component or contain it; with subcomponents it must be one of those. Nothing named: no place. */
function placeOf(product: Identity, inner: readonly Identity[]): readonly Place[] | undefined {
  const within = isEmpty(product) ? {} : { within: [product] };
  if (inner.length === 0) return isEmpty(product) ? undefined : [within];
  const parts = inner.filter((part) => !isEmpty(part));
  return parts.map((part) => ({ ...within, parts: part }));
}

function identityOfPart(part: OpenVexProduct): Identity {
  if (typeof part === 'string') return identityOf([part]);
  const { '@id': id = '', identifiers = {}, hashes = {} } = part;
  return identityOf([id, ...textsOf(identifiers)], textsOf(hashes));
}

function textsOf(record: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(record).filter((value) => typeof value === 'string');
}
