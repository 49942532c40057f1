import type { BusAdmin, BusDriver, ConsumerOptions, TopicSpec } from './driver.js';

/**
 * The same log seen through a prefix on every topic and group, so that several installations share one cluster without meeting.
 * Who stands above reads and writes the plain names; what others keep in the log is out of sight.
 */
export function prefixed(driver: BusDriver, prefix: string): BusDriver {
  const out = (name: string): string => prefix + name;
  const back = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  return {
    name: driver.name,
    producer: async () => {
      const producer = await driver.producer();
      return { send: (records) => producer.send(records.map((record) => ({ ...record, topic: out(record.topic) }))), close: () => producer.close() };
    },
    consume: async (options) => {
      const consumer = await driver.consume(behind(options, { out, back }));
      const stalled = () => consumer.health().stalled.map((one) => ({ ...one, topic: back(one.topic) }));
      return { health: () => ({ ...consumer.health(), stalled: stalled() }), close: (deadlineMs) => consumer.close(deadlineMs) };
    },
    admin: async () => adminBehind(await driver.admin(), prefix, { out, back }),
    close: () => driver.close(),
  };
}

interface Names {
  readonly out: (name: string) => string;
  readonly back: (name: string) => string;
}

function behind(options: ConsumerOptions, { out, back }: Names): ConsumerOptions {
  const { onAssigned, onRevoked } = options;
  const plain = (assignment: ReadonlyArray<{ topic: string; partition: number }>) => assignment.map(({ topic, partition }) => ({ topic: back(topic), partition }));
  return {
    ...options,
    group: out(options.group),
    topics: options.topics.map(out),
    // The batch is a live object (its heartbeat and signal belong to it): only its names are shown differently.
    onBatch: (batch) =>
      options.onBatch({
        group: options.group,
        topic: back(batch.topic),
        partition: batch.partition,
        records: batch.records.map((record) => ({ ...record, topic: back(record.topic) })),
        highWatermark: batch.highWatermark,
        heartbeat: () => batch.heartbeat(),
        signal: batch.signal,
      }),
    ...(onAssigned ? { onAssigned: (assignment) => onAssigned(plain(assignment)) } : {}),
    ...(onRevoked ? { onRevoked: (assignment) => onRevoked(plain(assignment)) } : {}),
  };
}

function adminBehind(admin: BusAdmin, prefix: string, { out, back }: Names): BusAdmin {
  const plain = (spec: TopicSpec): TopicSpec => ({ ...spec, name: back(spec.name) });
  return {
    ensureTopics: (topics) => admin.ensureTopics(topics.map((spec) => ({ ...spec, name: out(spec.name) }))),
    describeTopics: async (names) => {
      const found = await admin.describeTopics(names?.map(out));
      return found.filter(({ name }) => name.startsWith(prefix)).map(plain);
    },
    lag: async (group, topics) => (await admin.lag(out(group), topics.map(out))).map((one) => ({ ...one, topic: back(one.topic) })),
    resetOffsets: (group, topic, to) => admin.resetOffsets(out(group), out(topic), to),
    offsetsAt: (topic, time) => admin.offsetsAt(out(topic), time),
    truncate: (topic, before) => admin.truncate(out(topic), before),
    deleteTopics: (names) => admin.deleteTopics(names.map(out)),
    close: () => admin.close(),
  };
}
