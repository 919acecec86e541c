import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';

/** Runs `use` with the address of a web server on the loopback interface, and closes it afterwards. */
export async function serve<Result>(
  listener: RequestListener,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  try {
    const port = typeof address === 'object' ? address?.port : undefined;
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A web server for a directory that counts what was asked for. */
export function files(directory: string, asked: string[] = []): RequestListener {
  return (request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    asked.push(path);
    try {
      const body = readFileSync(join(directory, path));
      const etag = `"${body.length}"`;
      const isSame = request.headers['if-none-match'] === etag;
      response.writeHead(isSame ? 304 : 200, { etag }).end(isSame ? undefined : body);
    } catch {
      response.writeHead(404).end();
    }
  };
}
