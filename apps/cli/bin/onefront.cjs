#!/usr/bin/env node
// Stands beside the build, so that `npx onefront` finds an executable file before and after every build.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const built = join(__dirname, '../dist/main.js');
if (!existsSync(built)) {
  process.stderr.write('Onefront is not built yet. Run: npm run build\n');
  process.exit(1);
}
require(built);
