import { resolve } from 'node:path';
import { startConsoleApi } from './console-api.ts';

/**
 * A console to look at: `node test/support/console-serve.ts [folder] [port]`. With `vite console` beside it (it passes `/api`
 * on to port 7480), pages change as their sources do.
 */
const api = await startConsoleApi({
  folder: resolve(process.argv[2] ?? 'dist/console'),
  port: Number(process.argv[3] ?? 7480),
});
setInterval(
  () => api.tell('finding.opened', 'CVE-2024-6387 opened in registry.example/shop/web:5.3.1'),
  20_000,
);
process.stdout.write(`${api.url}\n`);
