// The rules that keep the rings apart (docs: architecture, "Layout"). Run them through Nx (`npm run check`): without a
// project graph the boundary rule passes everything.
import nx from '@nx/eslint-plugin';
import typescript from 'typescript-eslint';
import { fileNames } from './tools/eslint/file-names.mjs';
import { boundaries } from './tools/eslint/boundaries.mjs';
import { purity } from './tools/eslint/purity.mjs';

const SOURCES = ['**/*.{ts,tsx,mts}'];
const SPECS = ['**/*.spec.{ts,tsx}', '**/test/**', '**/testing/**', '**/testing-*.ts', '**/*-testing/**'];

export default typescript.config(
  {
    ignores: ['**/node_modules', '**/dist', '**/generated', '**/*.generated.ts', '.wheelhouse', '.nx', '**/testdata'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: SOURCES, extends: [typescript.configs.recommended] },
  {
    files: SOURCES,
    plugins: { '@nx': nx, wheelhouse: { rules: { 'file-names': fileNames } } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
      '@typescript-eslint/no-empty-object-type': 'off',
      'no-console': 'error',
      'wheelhouse/file-names': 'error',
    },
  },
  { files: SOURCES, rules: { '@nx/enforce-module-boundaries': ['error', boundaries()] } },
  {
    files: ['libs/core/generate/**'],
    rules: { '@nx/enforce-module-boundaries': ['error', boundaries({ core: ['part:template'] })] },
  },
  { files: SPECS, rules: { '@nx/enforce-module-boundaries': ['error', boundaries({ spec: true })] } },
  {
    files: ['libs/core/generate/**/*.spec.ts'],
    rules: { '@nx/enforce-module-boundaries': ['error', boundaries({ core: ['part:template'], spec: true })] },
  },
  {
    files: ['libs/core/**/*.ts', 'libs/contract/**/*.ts'],
    ignores: SPECS,
    rules: purity,
  },
  { files: ['**/dev/**'], rules: { 'no-console': 'off' } },
  // Nest reads the types of constructor parameters at run time: an import that looks unused there is not.
  { files: ['apps/hub/**/*.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
);
