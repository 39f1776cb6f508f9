// One config for every spec beside its source; e2e/ has its own. ESM throughout: run with --experimental-vm-modules.
const swc = (decorators) => [
  '@swc/jest',
  {
    swcrc: false,
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators, tsx: true },
      transform: { legacyDecorator: decorators, decoratorMetadata: decorators, react: { runtime: 'automatic' } },
      keepClassNames: true,
      experimental: { keepImportAttributes: true },
    },
    module: { type: 'es6' },
  },
];

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '/apps/hub/.*\\.ts$': swc(true), '\\.tsx?$': swc(false) },
  testMatch: ['<rootDir>/{apps,libs,tools,bench}/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.wheelhouse', '<rootDir>/.nx'],
  // A machine of CI has other work beside it.
  testTimeout: process.env.CI ? 60_000 : 20_000,
};
