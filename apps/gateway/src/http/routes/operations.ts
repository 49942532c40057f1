import { opaqueId } from '@onefront/contracts';
import { z } from 'zod';
import { readAs } from '../../persistence/behind-wall.js';
import { notFound } from '../call.js';
import { ok, route } from '../route.js';
import { operationShape } from '../shapes.js';
import { outcome } from '../submit.js';

const READ = { name: 'operation-read', text: 'select accepted_at from operation where id = $1 and ($2::text is null or client = $2)' };

export const operationRoutes = [
  route({
    method: 'GET', path: '/v1/operations/{id}', scope: 'any', tag: 'Operations', summary: 'What became of an accepted request', params: z.strictObject({ id: opaqueId }), personal: true, answers: { 200: operationShape },
    handle: async (call) => {
      const { rows } = await readAs<{ accepted_at: Date }>(call.gateway.database, call.viewer.wall, { ...READ, values: [call.params.id, call.viewer.wall?.client ?? null] });
      const row = rows[0];
      if (!row) throw notFound();
      const base = { id: call.params.id, acceptedAt: row.accepted_at.toISOString() };
      const settled = await call.gateway.answers.look(call.params.id);
      if (!settled) return ok({ ...base, status: 'pending' });
      const answered = await outcome(call.gateway, settled, call.viewer);
      const body = answered.json === undefined ? {} : { [answered.status >= 400 ? 'problem' : 'resource']: JSON.parse(answered.json) as unknown };
      return ok({ ...base, status: answered.status >= 400 ? 'refused' : 'done', ...body, ...(settled.settledAt ? { settledAt: settled.settledAt.toISOString() } : {}) });
    },
  }),
];
