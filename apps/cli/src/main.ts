#!/usr/bin/env node
import { resolve } from 'node:path';
import { Command } from 'commander';
import { startCommand } from './commands/start.js';

const checkout = resolve(__dirname, '../../..');

const program = new Command('onefront')
  .description('Onefront, the open omnichannel retail backbone: one stock, one customer, every channel.')
  .showHelpAfterError('(onefront --help shows what there is)')
  .addCommand(startCommand(checkout));

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
