/** One configuration for all suites; `scripts/test.mjs` chooses which kinds of files run. */
const swc = ['@swc/jest', {
  sourceMaps: 'inline',
  jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false } },
  module: { type: 'commonjs' },
}];
module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['onefront-source', 'node', 'require', 'default'] },
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/bench'],
  testMatch: ['**/*.spec.ts'],
  transform: { '^.+\\.(t|j|mj)s$': swc },
  // Nest 12 ships ES modules, which jest cannot require on Node 20: they are compiled like our own source.
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|@swc/helpers|jose)/)'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/', '/var/'],
  globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
  testTimeout: 30_000,
};
