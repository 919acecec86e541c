import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { operations } from './plugins/operations.ts';

const home = import.meta.dirname;

/** The console, built into static files. `vite console` serves it while one works on it, and passes calls on to port 7480. */
export default defineConfig({
  root: home,
  base: '/',
  plugins: [react(), operations()],
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
});
