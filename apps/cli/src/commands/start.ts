import { rmSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { CannotStart, startPostgres } from '@onefront/local';
import { loadDemo } from '../demo/load-demo.js';
import { startHouse, type House } from '../start/house.js';
import { placesOf, saveState, type Places } from '../start/places.js';
import { Progress } from '../start/progress.js';
import { summary } from '../start/summary.js';

interface Options {
  readonly fresh: boolean;
  readonly kafka?: boolean | string;
  readonly port?: number;
  readonly demo: boolean;
  readonly logLevel: string;
}

export function startCommand(checkout: string): Command {
  return new Command('start')
    .description('Start Onefront on this machine: PostgreSQL, a bus, all services and the demo company. Needs only Node.')
    .option('--fresh', 'throw away what an earlier start left behind, and begin anew', false)
    .option('--kafka [brokers]', 'run on Apache Kafka: the brokers given as host:port, or one started here (Java 17 and Maven)')
    .option('--port <port>', 'port of the API (also PORT; default 3000)', readPort, process.env['PORT'] ? readPort(process.env['PORT']) : undefined)
    .option('--no-demo', 'start empty, without the demo company')
    .option('--log-level <level>', 'what the services write to var/logs', 'info')
    .addHelpText('after', '\nEnvironment:\n  PORT         port of the API\n  CREDENTIALS  where the administrator\'s credentials are written (default var/credentials.json)\n')
    .action((options: Options) => start(placesOf(checkout, process.env['CREDENTIALS']), options));
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError(`${text} is not a port (1 to 65535)`);
  return port;
}

async function start(places: Places, options: Options): Promise<void> {
  const progress = new Progress();
  const asked = whenAskedToStop();
  let house: House | undefined;
  try {
    if (options.fresh) await throwAway(places, progress);
    const starting = startHouse({ places, port: options.port, kafka: options.kafka ?? false, logLevel: options.logLevel, progress });
    house = await Promise.race([starting, asked.then(() => undefined)]);
    if (!house) {
      progress.say('stopping');
      await starting.then((late) => late.stop(), () => undefined);
      return;
    }
    if (options.demo && !house.state.demoLoaded) await furnish(house, places, progress);
    process.stdout.write(summary(house, places, progress.seconds()));
    const broken = await Promise.race([house.broken, asked]);
    if (broken) {
      progress.say(`${broken} does not stay up; its last words are in ${places.logs}/${broken}.log. Stopping the others.`);
      process.exitCode = 1;
    } else progress.say('stopping');
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  } finally {
    await house?.stop();
    if (house) progress.say('everything is stopped');
  }
}

async function furnish(house: House, places: Places, progress: Progress): Promise<void> {
  progress.say('opening the demo company (through the API)');
  await loadDemo({ baseUrl: house.baseUrl, clientId: house.state.clientId, clientSecret: house.state.clientSecret }, `${places.root}/deploy/demo`, (line) => progress.say(`  ${line}`));
  house.state.demoLoaded = true;
  saveState(places, house.state);
}

/** Resolves (with nothing) at the first Ctrl-C or TERM; a second Ctrl-C ends at once. */
function whenAskedToStop(): Promise<undefined> {
  return new Promise((resolve) => {
    const ask = () => resolve(undefined);
    process.once('SIGTERM', ask);
    process.once('SIGINT', () => {
      ask();
      process.once('SIGINT', () => process.exit(130));
    });
  });
}

/** The data directory may lie elsewhere (root); the launcher knows, so it is asked. */
async function throwAway(places: Places, progress: Progress): Promise<void> {
  progress.say('throwing away what an earlier start left behind');
  const postgres = await startPostgres({ dataDir: places.postgres });
  await postgres.stop();
  rmSync(postgres.dataDir, { recursive: true, force: true });
  for (const folder of [places.kafka, places.logs, places.state]) rmSync(folder, { recursive: true, force: true });
}
