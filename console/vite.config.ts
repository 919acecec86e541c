import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { operations } from './plugins/operations.ts';

const home = import.meta.dirname;

/** The console, built into static files; `CAISSON_API` of `vite` alone names a server to pass calls on to. */
export default defineConfig(({ command }) => ({
  root: home,
  base: '/',
  plugins: [react(), operations()],
  // Also where a test builds it (NODE_ENV=test), it is React as it ships.
  ...(command === 'build' ? { define: { 'process.env.NODE_ENV': '"production"' } } : {}),
  build: {
    outDir: resolve(home, '../dist/console'),
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7480' } },
}));
