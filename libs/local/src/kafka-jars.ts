import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CannotStart } from './cannot-start.js';

/** Newest patch of the line that the bus is proved against (ADR 1). */
export const KAFKA_VERSION = '4.2.2';
/** Logs through log4j; the broker's own dependencies bring log4j but not this bridge. */
const LOG_BRIDGE_VERSION = '2.25.3';
const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const OLDEST_JAVA = 17;

/** Folder with the broker's jars: from the cache, or fetched by the Maven client as this machine has it configured (about 45 MB, once). */
export async function kafkaJars(log: (line: string) => void): Promise<string> {
  const home = cacheFolder();
  const jars = path.join(home, 'jars');
  if (fs.existsSync(jars)) return jars;
  log(`fetching Apache Kafka ${KAFKA_VERSION} with Maven into ${home}`);
  fs.mkdirSync(path.dirname(home), { recursive: true });
  const draft = fs.mkdtempSync(`${home}-`);
  try {
    fs.writeFileSync(path.join(draft, 'pom.xml'), pom());
    await maven(['-q', '-B', COPY_DEPENDENCIES, '-DincludeScope=runtime', `-DoutputDirectory=${path.join(draft, 'jars')}`], draft);
    publish(draft, home);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return jars;
}

export const jarsAreCached = (): boolean => fs.existsSync(path.join(cacheFolder(), 'jars'));

/** One rename makes a complete cache; whoever comes second throws its own away. */
function publish(draft: string, home: string): void {
  try {
    fs.renameSync(draft, home);
  } catch (error) {
    if (!jarsAreCached()) throw error;
  }
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(base, 'onefront', `kafka-${KAFKA_VERSION}`);
}

function pom(): string {
  const dependency = (group: string, name: string, version: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>onefront</groupId><artifactId>local-kafka</artifactId><version>1</version><packaging>pom</packaging><dependencies>',
    dependency('org.apache.kafka', 'kafka_2.13', KAFKA_VERSION),
    dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', LOG_BRIDGE_VERSION),
    '</dependencies></project>\n',
  ].join('\n');
}

function maven(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = spawn('mvn', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [client.stdout, client.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    client.once('error', (error) => reject(new CannotStart(`Maven (mvn) cannot be run: ${error.message}`)));
    client.once('close', (code) => {
      if (code === 0) return resolve();
      reject(new CannotStart(`Maven could not fetch Apache Kafka ${KAFKA_VERSION}:\n${said.trim().split('\n').slice(0, 8).join('\n')}`));
    });
  });
}

/** Path of a Java that can run the broker, or why there is none. */
export function findJava(): { readonly java: string } | { readonly missing: string } {
  const home = process.env['JAVA_HOME'];
  const java = home ? path.join(home, 'bin', 'java') : 'java';
  const asked = spawnSync(java, ['-version'], { encoding: 'utf8' });
  if (asked.status !== 0) return { missing: 'no Java' };
  const major = Number(/version "(\d+)/.exec(asked.stderr)?.[1]);
  return major >= OLDEST_JAVA ? { java } : { missing: `Java ${major} is older than ${OLDEST_JAVA}` };
}

export const mavenWorks = (): boolean => spawnSync('mvn', ['--version'], { stdio: 'ignore' }).status === 0;
