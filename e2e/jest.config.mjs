// Scenarios run one after the other, on the programs in dist/ (`npm run build`) and on three clusters that the whole run shares.
// Alone: NODE_OPTIONS=--experimental-vm-modules npx jest --config e2e/jest.config.mjs --runInBand scenarios/drift
const swc = {
  swcrc: false,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript' },
    keepClassNames: true,
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
};

export default {
  testEnvironment: '<rootDir>/world/environment.mjs',
  globalSetup: '<rootDir>/world/global-setup.ts',
  globalTeardown: '<rootDir>/world/global-teardown.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  testMatch: ['<rootDir>/{scenarios,dashboard,faults}/**/*.spec.ts'],
  // A machine of CI has other work beside it, and waits are twice as long there.
  testTimeout: process.env.CI ? 200_000 : 90_000,
};
