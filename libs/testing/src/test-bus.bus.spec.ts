import { testBus } from './test-bus.js';
import { uniqueName } from './unique-name.js';

describe('testBus', () => {
  it('is the bus that this run is about, ready to use', async () => {
    const bus = await testBus();
    expect(bus.name).toBe(process.env['KAFKA_BROKERS'] ? 'kafka' : 'pglog');
    const topic = uniqueName('test-bus');
    const admin = await bus.admin();
    await admin.ensureTopics([{ name: topic, partitions: 2 }]);
    expect(await admin.describeTopics([topic])).toMatchObject([{ name: topic, partitions: 2 }]);
    await admin.deleteTopics([topic]);
    await bus.close();
  });
});
