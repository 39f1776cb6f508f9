import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transformFile } from '@swc/core';
import type { Plugin } from 'esbuild';
import { ROOT } from '../run/root.ts';

/** Packages that Nest and others load only if they are there, and say so if they are needed. */
const OPTIONAL =
  /^(@nestjs\/(microservices|websockets|platform-express|platform-ws)|@apollo\/|ts-morph|class-transformer|class-validator|@fastify\/(view|multipart)|@mercuriusjs\/|@as-integrations\/|bufferutil|utf-8-validate|pg-native|cbor-extract)/;

/**
 * TypeScript by swc, as esbuild drops the decorator metadata that dependency injection reads; our libraries from their
 * sources; optional packages that are not installed stay imports.
 */
export function swcPlugin(decorators: boolean): Plugin {
  return {
    name: 'swc',
    setup(build) {
      build.onResolve({ filter: /^@wheelhouse\// }, ({ path: name }) => ({ path: sourceOf(name) }));
      build.onResolve({ filter: OPTIONAL }, async ({ path: name, resolveDir, kind, pluginData }) => {
        if (pluginData === 'resolving') return undefined;
        const found = await build.resolve(name, { resolveDir, kind, pluginData: 'resolving' });
        return found.errors.length > 0 ? { path: name, external: true } : found;
      });
      build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => ({
        loader: 'js',
        contents: await compile(file, decorators),
      }));
    },
  };
}

async function compile(file: string, decorators: boolean): Promise<string> {
  const { code } = await transformFile(file, {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators },
      transform: { legacyDecorator: decorators, decoratorMetadata: decorators },
      keepClassNames: true,
    },
  });
  return code;
}

/** A library's only entry, from the exports map of its package; the workspace links it into node_modules. */
function sourceOf(name: string): string {
  const folder = path.join(ROOT, 'node_modules', name);
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    exports: { '.': string };
  };
  return path.join(folder, exports['.']);
}
