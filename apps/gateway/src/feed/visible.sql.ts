/** Which events a client may see: those of its channels and those of none; `channels` null = the retailer itself. Both feeds ask by this. */
export function visibleTo(channels: string, event = ''): string {
  return `(${channels} is null or ${event}channels is null or ${event}channels && ${channels})`;
}
