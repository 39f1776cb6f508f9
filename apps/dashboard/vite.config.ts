import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// Where `vite` (the dev server) finds a hub, or dev/server.ts.
const hub = process.env.WHEELHOUSE_URL ?? 'http://127.0.0.1:8181';

/** The dev server answers /signin with signin.html, as the hub does. */
const signinPage: Plugin = {
  name: 'signin-page',
  configureServer(server) {
    server.middlewares.use((request, _, next) => {
      if (request.url?.split('?')[0] === '/signin') request.url = '/signin.html';
      next();
    });
  },
};

/** Without a session the hub gives out only /signin and /signin/*: what that page needs must lie there. */
const folderOf = (name: string): string => (name.startsWith('signin') ? 'signin' : 'assets');

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), signinPage],
  server: { proxy: { '/graphql': { target: hub, ws: true }, '/api': hub } },
  build: {
    outDir: join(import.meta.dirname, '../../dist/dashboard'),
    emptyOutDir: true,
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { index: join(import.meta.dirname, 'index.html'), signin: join(import.meta.dirname, 'signin.html') },
      output: {
        entryFileNames: (chunk) => `${folderOf(chunk.name)}/[name]-[hash].js`,
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: (asset) => `${folderOf(asset.names[0] ?? '')}/[name]-[hash][extname]`,
      },
    },
  },
});
