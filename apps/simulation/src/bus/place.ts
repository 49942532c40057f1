/** A partition's name in all maps of the log. */
export const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;
