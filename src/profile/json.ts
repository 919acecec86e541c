import {
  countField,
  flagField,
  inside,
  listOf,
  Members,
  malformed,
  numberField,
  oneOf,
  type Place,
} from '#event/json-field.ts';
import { CaissonError } from '#kit/error.ts';
import { formatJson, parseJson } from '#kit/json.ts';
import type {
  Behaviour,
  DeniedBehaviour,
  DimensionProfile,
  Forecast,
  Profile,
} from '#model/profile.ts';
import type { WorkloadKey } from '#model/workload.ts';
import { eachDimension } from './each-dimension.ts';

/** Larger than what 20,000 behaviours need. */
const maxBytes = 16 * 2 ** 20;
const maxBehaviours = 20_000;
const maxText = 8192;
const profileNames = setOf(
  'schemaVersion key version started updated windowMs rollouts replicas dimensions carriedFrom tooLarge',
);
const keyNames = setOf('image container workload');
const dimensionNames = setOf('state windows behaviours forecast generalisations deviations');
const behaviourNames = setOf('key windows replicas first last origin examples visit');
const forecastNames = setOf('expected upper unseen badDay ready missing');
const deniedNames = setOf('key example windows first last');
const generalisationNames = setOf('pattern mode');
const states = ['learning', 'detecting', 'auditing', 'enforcing', 'off'] as const;

/** A profile as text: keys sorted, so that equal profiles have equal digests. */
export function formatProfile(profile: Profile): string {
  return formatJson(profile);
}

/** Reads what `formatProfile` wrote, from wherever it comes. Throws `input.malformed`, `input.unsupported`, `limit.size`. */
export function parseProfile(text: string): Profile {
  if (text.length > maxBytes)
    throw new CaissonError('limit.size', `a profile is larger than ${maxBytes} bytes`);
  return profileFromJson(parseJson(text, 'profile'));
}

/** A profile of JSON that was parsed already. Unknown members are refused. Throws `input.malformed`, `input.unsupported`. */
export function profileFromJson(value: unknown): Profile {
  const from = new Members(value, { event: 'profile', name: '' }, profileNames);
  const schema = from.required('schemaVersion', countField);
  if (schema !== 1)
    throw new CaissonError('input.unsupported', `profile: schema version ${schema} is not known`);
  const carriedFrom = from.optional('carriedFrom', textField);
  const dimensions = from.required(
    'dimensions',
    (one, place) => new Members(one, place, dimensionsKnown),
  );
  return {
    schemaVersion: 1,
    key: from.required('key', keyFromJson),
    version: from.required('version', countField),
    started: from.required('started', timeField),
    updated: from.required('updated', timeField),
    windowMs: from.required('windowMs', windowField),
    rollouts: from.required('rollouts', countField),
    replicas: from.required('replicas', countField),
    dimensions: eachDimension((name) => dimensions.required(name, dimensionFromJson)),
    ...(carriedFrom === undefined ? {} : { carriedFrom }),
    ...(from.optional('tooLarge', flagField) === true ? { tooLarge: true } : {}),
  };
}

const dimensionsKnown = new Set<string>(Object.keys(eachDimension(() => 0)));

function keyFromJson(value: unknown, place: Place): WorkloadKey {
  const from = new Members(value, place, keyNames);
  return {
    image: from.required('image', textField),
    container: from.required('container', textField),
    workload: from.required('workload', textField),
  };
}

function dimensionFromJson(value: unknown, place: Place): DimensionProfile {
  const from = new Members(value, place, dimensionNames);
  const generalisations = from.optional('generalisations', listOf(generalisationFromJson, 1000));
  const deviations = from.optional('deviations', listOf(deniedFromJson, 1000));
  return {
    state: from.required('state', oneOf(states)),
    windows: from.required('windows', countField),
    behaviours: from.required('behaviours', listOf(behaviourFromJson, maxBehaviours)),
    forecast: from.required('forecast', forecastFromJson),
    ...(generalisations === undefined ? {} : { generalisations }),
    ...(deviations === undefined ? {} : { deviations }),
  };
}

function behaviourFromJson(value: unknown, place: Place): Behaviour {
  const from = new Members(value, place, behaviourNames);
  return {
    key: from.required('key', textField),
    windows: from.required('windows', countField),
    replicas: from.required('replicas', countField),
    first: from.required('first', timeField),
    last: from.required('last', timeField),
    origin: from.required('origin', oneOf(['observed', 'expected', 'carried'])),
    examples: from.required('examples', listOf(textField, 5)),
    ...(from.optional('visit', flagField) === true ? { visit: true } : {}),
  };
}

function forecastFromJson(value: unknown, place: Place): Forecast {
  const from = new Members(value, place, forecastNames);
  const badDay = from.optional('badDay', countField);
  return {
    expected: from.required('expected', timeField),
    upper: from.required('upper', timeField),
    unseen: from.required('unseen', timeField),
    ...(badDay === undefined ? {} : { badDay }),
    ready: from.required('ready', flagField),
    missing: from.required('missing', listOf(textField, 20)),
  };
}

function deniedFromJson(value: unknown, place: Place): DeniedBehaviour {
  const from = new Members(value, place, deniedNames);
  return {
    key: from.required('key', textField),
    example: from.required('example', textField),
    windows: from.required('windows', countField),
    first: from.required('first', timeField),
    last: from.required('last', timeField),
  };
}

function generalisationFromJson(
  value: unknown,
  place: Place,
): { readonly pattern: string; readonly mode: 'keep' | 'split' } {
  const from = new Members(value, place, generalisationNames);
  return {
    pattern: from.required('pattern', textField),
    mode: from.required('mode', oneOf(['keep', 'split'])),
  };
}

function textField(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw malformed(place, 'must be a string');
  if (value.length > maxText) throw malformed(place, `is longer than ${maxText} characters`);
  return value;
}

/** Times and figures: finite and not negative. */
function timeField(value: unknown, place: Place): number {
  const number = numberField(value, place);
  if (!Number.isFinite(number) || number < 0)
    throw malformed(place, 'must be a finite number, not negative');
  return number;
}

function windowField(value: unknown, place: Place): number {
  const window = countField(value, place);
  if (window < 1000 || window > 86_400_000)
    throw malformed(inside(place, ''), 'must be between a second and a day');
  return window;
}

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}
