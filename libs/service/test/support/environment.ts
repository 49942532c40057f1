import { createBusDriver, type BusDriver } from '@onefront/bus';
import { encode, message, variantChanged } from '@onefront/contracts';
import { testDatabase, uniqueName, type TestDatabase } from '@onefront/testing';

/** What one echo service needs: its database, a bus (Kafka when the run has one), and names that no other suite uses. */
export interface EchoWorld {
  readonly name: string;
  readonly topic: string;
  readonly database: TestDatabase;
  /** Undefined on Kafka. */
  readonly busDatabase: TestDatabase | undefined;
  readonly environment: Record<string, string>;
  readonly bus: BusDriver;
  /** Appends `count` messages that echo handles. */
  tell(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function echoWorld(extra: Record<string, string> = {}): Promise<EchoWorld> {
  const [name, topic] = [uniqueName('echo'), uniqueName('onefront.echo')];
  const brokers = process.env['KAFKA_BROKERS'];
  const database = await testDatabase('echo');
  const busDatabase = brokers ? undefined : await testDatabase('bus');
  const bus = createBusDriver(brokers ? { kind: 'kafka', brokers: brokers.split(','), clientId: name } : { kind: 'pglog', url: busDatabase!.url, clientId: name });
  const environment = {
    STAGE: 'development', DATABASE_URL: database.url, METRICS_PORT: '0', HTTP_PORT: '0', BIND_ADDRESS: '127.0.0.1', LOG_LEVEL: 'silent',
    ...(brokers ? { KAFKA_BROKERS: brokers } : { BUS_DATABASE_URL: busDatabase!.url }), ...extra,
  };
  const tell = async (count: number) => {
    const producer = await bus.producer();
    const records = Array.from({ length: count }, () => encode(message(variantChanged, { key: 'SKU-1', data: variantChanged.sample }), 'catalog'));
    await producer.send(records.map(({ key, value, headers }) => ({ topic, key, value, headers })));
    await producer.close();
  };
  const close = async () => {
    await bus.close();
    await Promise.all([database.drop(), busDatabase?.drop()]);
  };
  return { name, topic, database, busDatabase, environment, bus, tell, close };
}
