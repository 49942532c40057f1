import { list, type WorkPart } from '@onefront/service';
import { z } from 'zod';

/**
 * What a process of the one image does (design.md section 1); all of it by default, and each scales alone.
 * `http`: the routes and what they accept, imports too, and the relay of its commands. `projector`: the views' consumer, positions in the feed, clearing away.
 * `webhooks`: sends, and is the only one that needs a way to the internet.
 */
export const roles = ['http', 'projector', 'webhooks'] as const;
export type Role = (typeof roles)[number];

export const rolesEntry = {
  ROLES: { schema: list().pipe(z.array(z.enum(roles))).describe(`a list of ${roles.join(', ')}`), default: roles.join(','), doc: 'What this process does. Every installation needs each role at least once.' },
} as const;

interface WithRoles { readonly ROLES: readonly Role[] }

/** Only who accepts commands has anything to relay; only who keeps the views hears. */
export function partOf({ ROLES }: WithRoles): WorkPart {
  return { answers: ROLES.includes('http'), tells: ROLES.includes('http'), hears: ROLES.includes('projector') };
}
