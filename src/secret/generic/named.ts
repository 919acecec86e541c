import { kindOfName } from './name.ts';
import { looksGenerated } from './random.ts';
import { harmlessShape, isTemplate } from './shape.ts';

/**
 * Whether a setting of an image (`DB_PASSWORD=postgres`) gives a secret away. What stands in the configuration is in force, so weak
 * passwords count, and only what stands for a value or for nothing does not.
 */
export function judgeNamed(name: string, value: string): 'password' | 'secret' | undefined {
  const kind = kindOfName(name);
  if (kind === undefined || kind === 'weak' || isNothing(value)) return undefined;
  if (kind === 'password') return isLiteral(value) ? 'password' : undefined;
  return isKeyLike(value) ? 'secret' : undefined;
}

function isKeyLike(value: string): boolean {
  if (value.length < 8 || harmlessShape(value) !== undefined || isStandIn(value)) return false;
  return looksGenerated(value) || !/\s/.test(value);
}

/** A path, an address or several words of prose are no password. */
function isLiteral(value: string): boolean {
  const shape = harmlessShape(value);
  return (
    shape === undefined ||
    shape === 'a version or number' ||
    shape === 'a host or file name' ||
    shape === 'a date'
  );
}

function isStandIn(value: string): boolean {
  return /^(?:your|my|the|some|enter|insert|replace|change)[-_ ]|[-_](?:here|goes)|placeholder|example|redacted/i.test(
    value,
  );
}

function isNothing(value: string): boolean {
  return (
    value === '' ||
    isTemplate(value) ||
    /^(?:true|false|yes|no|on|off|null|none|nil|undefined|unset|\*+|x+|\.+|-+|<.*>|\[.*\])$/i.test(
      value,
    )
  );
}
