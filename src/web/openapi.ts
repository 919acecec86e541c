/** The OpenAPI 3.1 document of the API. */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  return { openapi: '3.1.0' };
}
