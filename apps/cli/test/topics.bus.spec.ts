import { TopicMismatch } from '@onefront/bus';
import { testDatabase, uniqueName, type TestDatabase } from '@onefront/testing';
import { topics } from '../src/commands/topics.js';

/** The admin step, as a Job runs it: on Kafka when there is one, behind a prefix of its own. */
describe('onefront topics', () => {
  let database: TestDatabase | undefined;
  let environment: Record<string, string>;

  beforeAll(async () => {
    const brokers = process.env['KAFKA_BROKERS'];
    if (!brokers) database = await testDatabase('topics');
    environment = { ...(brokers ? { KAFKA_BROKERS: brokers } : { BUS_DATABASE_URL: database!.url }), TOPIC_PREFIX: `${uniqueName('admin')}-`, TOPIC_PARTITIONS: '2', LOG_LEVEL: 'silent' };
  });
  afterAll(() => database?.drop());

  it('says what is missing, makes it, and changes nothing the second time', async () => {
    expect(await topics({ check: true }, environment)).toBe(1);
    expect(await topics({ check: false, replicationFactor: 1 }, environment)).toBe(0);
    expect(await topics({ check: false, replicationFactor: 1 }, environment)).toBe(0);
    expect(await topics({ check: true }, environment)).toBe(0);
  });

  it('does not change the number of partitions of a topic that is there', async () => {
    const other = { ...environment, TOPIC_PARTITIONS: '3' };
    expect(await topics({ check: true }, other)).toBe(1);
    await expect(topics({ check: false }, other)).rejects.toThrow(TopicMismatch);
    expect(await topics({ check: true }, environment)).toBe(0);
  });
});
