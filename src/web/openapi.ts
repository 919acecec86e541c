import { z } from 'zod';
import { isRecord } from '#kit/json.ts';
import { problem } from '#wire/problem.ts';
import { apiPrefix, type Route } from '#wire/route.ts';
import { routes } from '#wire/routes.ts';

type Json = Readonly<Record<string, unknown>>;

const json = 'application/json';
const failures: Readonly<Record<number, string>> = {
  400: 'The request is not understood',
  401: 'Nobody is signed in',
  403: 'Not allowed',
  404: 'Not there, or out of reach',
  409: 'Somebody else was faster',
  413: 'Too large',
  415: 'Media type not supported',
  429: 'Too many requests',
  500: 'An error of the platform',
  503: 'Not available now',
};

/** The OpenAPI 3.1 document of the API, made from the table of operations. The same table gives the same text. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Caisson',
      version: '1',
      summary: 'Container security from build to deploy to runtime',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: apiPrefix }],
    tags: [...new Set(Object.values<Route>(routes).map(({ tag }) => tag))]
      .sort()
      .map((name) => ({ name })),
    security: [{ token: [] }, { session: [] }],
    paths: paths(),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token: csn_…' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-caisson' },
      },
      schemas: { Problem: schemaOf(problem, 'output') },
      responses: Object.fromEntries(
        Object.entries(failures).map(([status, description]) => [
          `E${status}`,
          failure(description),
        ]),
      ),
    },
  };
}

function paths(): Json {
  const found = new Map<string, Record<string, unknown>>();
  for (const [id, route] of Object.entries<Route>(routes)) {
    const at = found.get(route.path) ?? {};
    at[route.method.toLowerCase()] = operation(id, route);
    found.set(route.path, at);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function operation(operationId: string, route: Route): Json {
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query)];
  const isPublic = route.permission === 'public';
  return {
    operationId,
    summary: route.summary,
    tags: [route.tag],
    'x-permission': route.permission,
    ...(isPublic ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(route),
    responses: { 200: answerOf(route), ...failuresOf(route) },
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined): readonly Json[] {
  if (schema === undefined) return [];
  const { properties, required } = schemaOf(schema, 'input');
  const mandatory: readonly unknown[] = Array.isArray(required) ? required : [];
  const lists = listsOf(schema);
  return Object.entries(isRecord(properties) ? properties : {}).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || mandatory.includes(name),
    schema: lists.get(name) ?? one,
    ...(lists.has(name) ? { style: 'form', explode: true } : {}),
  }));
}

/** A parameter that can be given more than once is a preprocessed list: its input says nothing, its output does. */
function listsOf(schema: z.ZodObject): ReadonlyMap<string, Json> {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const { properties } = schemaOf(schema, 'output');
  const lists = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, one]) =>
    isRecord(one) && one['type'] === 'array' && shape[name]?._zod.def.type === 'pipe'
      ? [[name, one] as const]
      : [],
  );
  return new Map(lists);
}

function bodyOf({ body, takes }: Route): Json {
  if (takes !== undefined)
    return {
      requestBody: {
        required: true,
        content: { [takes]: { schema: { type: 'string', description: 'One JSON object a line' } } },
      },
    };
  if (body === undefined) return {};
  return {
    requestBody: { required: true, content: { [json]: { schema: schemaOf(body, 'input') } } },
  };
}

function answerOf({ answer }: Route): Json {
  if (answer === 'file')
    return {
      description: 'A file',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    };
  if (answer === 'events')
    return {
      description: 'Server-sent events',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    };
  return { description: 'Done', content: { [json]: { schema: schemaOf(answer, 'output') } } };
}

function failuresOf(route: Route): Json {
  const isPublic = route.permission === 'public';
  const statuses = [
    400,
    ...(isPublic ? [] : [401]),
    403,
    ...(route.params === undefined ? [] : [404]),
    ...(route.method === 'GET' ? [] : [409]),
    ...(route.body === undefined && route.takes === undefined ? [] : [413, 415]),
    429,
    500,
    503,
  ];
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/E${status}` }]),
  );
}

function failure(description: string): Json {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

/** Objects that are sent to us are closed: the door refuses members that it does not know. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type !== 'object') return;
      if (io === 'input') jsonSchema.additionalProperties = false;
      else delete jsonSchema.additionalProperties;
    },
  });
  return made;
}
