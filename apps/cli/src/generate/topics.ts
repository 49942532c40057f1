import { allMessages } from '@onefront/contracts';
import { topicSpecs } from '@onefront/service';
import { stringify } from 'yaml';
import type { AnyService } from './definitions.js';

/**
 * The topics of an installation, with who writes and who reads each: the list for the admin step and for access rules (R13, R41).
 * `partitions` is the default of TOPIC_PARTITIONS; an installation chooses once and keeps it.
 */
export function topicsYaml(services: readonly AnyService[]): string {
  const topics = topicSpecs().map(({ name, partitions, retentionMs }) => ({
    name,
    partitions,
    config: { 'retention.ms': String(retentionMs) },
    writtenBy: services.filter(({ tells }) => tells.includes(name)).map((service) => service.name).sort(),
    readBy: services.filter(({ hears }) => hears.includes(name)).map((service) => service.name).sort(),
    messages: allMessages().filter(({ topic }) => topic === name).map(({ type }) => type),
  }));
  return stringify({ topics }, { lineWidth: 0, aliasDuplicateObjects: false });
}
