#!/usr/bin/env node
import { resolve } from 'node:path';
import { Command } from 'commander';
import { auditCommand } from './commands/audit.js';
import { bufferCommand } from './commands/buffer.js';
import { deadLettersCommand } from './commands/dead-letters.js';
import { exportCommand } from './commands/export.js';
import { importCommand } from './commands/import.js';
import { lagCommand } from './commands/lag.js';
import { quoteCommand } from './commands/quote.js';
import { replayCommand } from './commands/rebuild.js';
import { republishCommand } from './commands/republish.js';
import { rewindCommand } from './commands/rewind.js';
import { sourceCommand } from './commands/source.js';
import { startCommand } from './commands/start.js';
import { topicsCommand } from './commands/topics.js';
import { verifyCommand } from './commands/verify.js';

const checkout = resolve(__dirname, '../../..');

const program = new Command('onefront')
  .description('Onefront, the open omnichannel retail backbone: one stock, one customer, every channel.')
  .showHelpAfterError('(onefront --help shows what there is)')
  .addCommand(startCommand(checkout))
  .addCommand(verifyCommand(checkout))
  .addCommand(auditCommand(checkout))
  .addCommand(replayCommand(checkout))
  .addCommand(republishCommand(checkout))
  .addCommand(rewindCommand(checkout))
  .addCommand(lagCommand(checkout))
  .addCommand(deadLettersCommand(checkout))
  .addCommand(importCommand(checkout))
  .addCommand(exportCommand(checkout))
  .addCommand(quoteCommand(checkout))
  .addCommand(sourceCommand())
  .addCommand(bufferCommand())
  .addCommand(topicsCommand());

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
