import { z } from 'zod';
import { allMessages, type MessageDefinition } from './message.js';

/** The AsyncAPI 3.0 document of everything on the bus, made from the definitions that encode and decode it. */
export function asyncApiDocument(version: string): Record<string, unknown> {
  const messages = allMessages();
  const topics = [...new Set(messages.map((one) => one.topic))].sort();
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Onefront on the bus',
      version,
      description: 'Facts and commands between Onefront\'s services. CloudEvents 1.0 in Kafka headers (binary mode, prefix `ce_`); the partition key is named per message. Consumers ignore members that they do not know.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [topic, channelOf(topic, messages.filter((one) => one.topic === topic))])),
    operations: Object.fromEntries(topics.map((topic) => [operationId(topic), operationOf(topic, messages.filter((one) => one.topic === topic))])),
    components: { messages: Object.fromEntries(messages.map((one) => [one.type, messageOf(one)])), messageTraits: { envelope: envelopeTrait } },
  };
}

const operationId = (topic: string) => `send-${topic.replaceAll('.', '-')}`;

function channelOf(topic: string, messages: readonly MessageDefinition[]) {
  return {
    address: topic,
    description: topic.endsWith('.commands') ? 'Commands to one service, written by the gateway, each settled once by its owner.' : 'Facts told by their owner.',
    messages: Object.fromEntries(messages.map((one) => [one.type, { $ref: `#/components/messages/${one.type}` }])),
  };
}

function operationOf(topic: string, messages: readonly MessageDefinition[]) {
  return { action: 'send', channel: { $ref: `#/channels/${topic}` }, messages: messages.map((one) => ({ $ref: `#/channels/${topic}/messages/${one.type}` })) };
}

function messageOf(definition: MessageDefinition) {
  return {
    name: definition.type,
    title: definition.summary,
    summary: `${definition.kind === 'command' ? 'Command' : 'Fact'}, keyed by ${definition.keyedBy}. ${definition.summary}`,
    traits: [{ $ref: '#/components/messageTraits/envelope' }],
    payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: z.toJSONSchema(definition.schema, { io: 'output', unrepresentable: 'any' }) },
    examples: [{ name: 'sample', payload: definition.sample }],
  };
}

const header = (description: string) => ({ type: 'string', description });

const envelopeTrait = {
  headers: {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_subject', 'ce_correlationid'],
    properties: {
      ce_specversion: { const: '1.0' },
      ce_id: header('unique per message; a message that comes twice takes effect once'),
      ce_type: header('<context>.<fact>.v<N>'),
      ce_source: header('/onefront/<service>'),
      ce_time: header('RFC 3339 time of the decision'),
      ce_subject: header('the id of what it is about; also the partition key'),
      ce_subjectversion: header('version of the subject after this fact'),
      ce_correlationid: header('groups all that follows from one accepted command'),
      ce_causationid: header('the message that caused this one'),
      ce_operationid: header('on commands: the operation that waits for the answer'),
      ce_partner: header('the partner on whose behalf it happens'),
      ce_settles: header('JSON: the operations that this fact settles, with the view versions to wait for'),
      traceparent: header('W3C trace context'),
    },
  },
};
