/**
 * What GitLab's SAST and secret-detection reports (15.0.7) require, written from their documentation as JSON Schema, because
 * no npm package ships the official schemas.
 */
const word = { type: 'string', minLength: 1 };
const second = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$' };

function having(properties: Readonly<Record<string, object>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', properties, required };
}

const tool = having({ id: word, name: word, version: word, vendor: having({ name: word }) });
const places = { file: word, start_line: { type: 'integer' }, end_line: { type: 'integer' } };
const identifier = having({ type: word, name: word, value: word, url: { type: 'string' } }, ['url']);

function reportOf(type: string, location: object): Readonly<Record<string, unknown>> {
  return having({
    version: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' },
    scan: having({
      analyzer: tool,
      scanner: tool,
      type: { const: type },
      start_time: second,
      end_time: second,
      status: { enum: ['success', 'failure'] },
    }),
    vulnerabilities: {
      type: 'array',
      minItems: 1,
      items: having({
        id: word,
        name: { type: 'string', maxLength: 255 },
        description: { type: 'string', maxLength: 1_048_576 },
        severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
        solution: { type: 'string', maxLength: 7000 },
        identifiers: { type: 'array', minItems: 1, maxItems: 20, items: identifier },
        location,
      }),
    },
  });
}

export const sastRequired = reportOf('sast', having(places, ['start_line', 'end_line']));

export const gitlabSecretsRequired = reportOf(
  'secret_detection',
  having({ ...places, commit: having({ sha: { type: 'string', pattern: '^[0-9a-f]{7,64}$' } }) }, [
    'start_line',
    'end_line',
  ]),
);
