import { httpConfig, keyringConfig, serviceConfig, describeConfig, type ConfigDescription } from '@onefront/service';
import { type AnyService, configurationOf } from './definitions.js';

const intro = `# Configuration

Every entry of every service: what it means, what it may hold, what holds when it is not set. All are environment variables, read and checked once, at start;
a service that finds a mistake lists all of them and does not start. \`node dist/main.js --help\` prints the entries of one service.

An entry marked *secret* has no default, is never logged, and may be given as a file instead: \`DATABASE_URL_FILE=/run/secrets/database-url\`.
A variable that looks like a misspelt entry (\`KAFKA_BROKER\`) stops the start, so that nothing runs on another bus without a word.
`;

const tools = `## The tools

| variable | read by | meaning |
|---|---|---|
| \`PORT\` | \`npm start\` | port of the API; 3000, or a free one when 3000 is taken |
| \`CREDENTIALS\` | \`npm start\`, \`npm run replay\` | where the administrator's credentials are written and read; \`var/credentials.json\` |
| \`CATALOG_DATABASE_URL\`, \`ORDERS_DATABASE_URL\`, ... | \`onefront verify\`, \`replay\`, \`republish\`, \`dead-letters\` | the database of each service; those of the house started from this checkout when not set |
| \`KAFKA_BROKERS\` | \`npm run test:kafka\` | a Kafka for the suites, instead of a container or one started from Apache Kafka's jars |
| \`HELM\` | \`npm run test:deploy\` | a Helm to use instead of the one on the PATH or in our cache |
| \`ONEFRONT_TEST_PG\` | \`npm test\` | a PostgreSQL superuser's address, instead of the embedded one |
| \`JAVA_HOME\`, \`XDG_CACHE_HOME\`, \`DOCKER_HOST\` | the launchers | as everywhere: which Java, where caches lie, where Docker answers |
`;

/** docs/configuration.md: common entries once, then what each service adds. */
export function configurationMarkdown(services: readonly AnyService[]): string {
  const known = new Set([serviceConfig, keyringConfig, httpConfig].flatMap((entries) => Object.keys(entries)));
  const own = services.map((service) => section(`Only ${service.name}`, remark(service), configurationOf(service).filter(({ name }) => !known.has(name)))).filter(Boolean);
  return [
    intro,
    section('Every service', '', describeConfig(serviceConfig)),
    section('Services that seal or open personal data', names(services.filter(({ keyring }) => keyring)), describeConfig(keyringConfig)),
    section('Services that answer HTTP', names(services.filter(({ http }) => http)), describeConfig(httpConfig)),
    ...own,
    tools,
  ].join('\n');
}

const names = (services: readonly AnyService[]) => `${services.map(({ name }) => name).sort().join(', ')}.`;

function remark({ hears, tells }: AnyService): string {
  return `Hears ${hears.map((topic) => `\`${topic}\``).join(', ') || 'nothing'}; tells ${tells.map((topic) => `\`${topic}\``).join(', ') || 'nothing'}.`;
}

function section(title: string, text: string, entries: readonly ConfigDescription[]): string {
  if (entries.length === 0) return '';
  const rows = entries.map((entry) => `| \`${entry.name}\` | ${cell(entry.doc)} | ${cell(entry.expects)} | ${otherwise(entry)} |`);
  return `## ${title}\n\n${text ? `${text}\n\n` : ''}| entry | meaning | holds | otherwise |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function otherwise({ required, secret, default: fallback }: ConfigDescription): string {
  const words = required ? 'required' : fallback === undefined ? 'not set' : fallback.length > 60 ? 'a list, see `--help`' : `\`${fallback}\``;
  return secret ? `${words}; *secret*` : words;
}

const cell = (text: string) => text.replaceAll('|', '\\|');
