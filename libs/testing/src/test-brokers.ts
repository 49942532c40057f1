/** The Kafka of this test run (`npm run test:kafka`), or undefined: then the bus is the embedded log. */
export function testBrokers(): string | undefined {
  return process.env['KAFKA_BROKERS'] || undefined;
}
