const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const infinite = /^([-+]?)inf(?:inity)?$/i;

/** Text as Go's `strconv.ParseFloat` reads it; `undefined` when it is no number or too large. */
export function parseDouble(text: string): number | undefined {
  if (text.length > 1024) return undefined;
  if (/^nan$/i.test(text)) return Number.NaN;
  const match = infinite.exec(text);
  if (match !== null) return match[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!decimal.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A double as Go's `%g` with the shortest exact digits: `1.5`, `1e+21`, `+Inf`. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return plainText(value, mantissa, power);
  const digits = Math.abs(power).toString().padStart(2, '0');
  return `${mantissa}e${power < 0 ? '-' : '+'}${digits}`;
}

/** `String` leaves the plain form below 1e-6, Go below 1e-4. */
function plainText(value: number, mantissa: string, power: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const digits = mantissa.replace(/[-.]/g, '');
  return `${value < 0 ? '-' : ''}0.${'0'.repeat(-power - 1)}${digits}`;
}
