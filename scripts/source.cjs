/**
 * Lets plain Node run our TypeScript source, for the workshop only (test set-up and scripts): `node --require ./scripts/source.cjs file.ts`.
 * The same compiler as in jest. What ships runs from dist/.
 */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('@swc/core');

const root = path.join(__dirname, '..');
const resolve = Module._resolveFilename;

Module._resolveFilename = function resolveSource(request, parent, ...rest) {
  const own = /^@onefront\/([a-z-]+)$/.exec(request);
  if (own) return path.join(root, 'libs', own[1], 'src', 'index.ts');
  if (parent?.filename?.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(request)) {
    const source = path.resolve(path.dirname(parent.filename), request.replace(/\.js$/, '.ts'));
    if (fs.existsSync(source)) return source;
  }
  return resolve.call(this, request, parent, ...rest);
};

Module._extensions['.ts'] = function compileSource(module, filename) {
  const { code } = transformSync(fs.readFileSync(filename, 'utf8'), {
    filename,
    sourceMaps: 'inline',
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false } },
    module: { type: 'commonjs' },
  });
  module._compile(code, filename);
};
