import { isSettlingService, message, operationSettled, type Inbound, type Outbound, type Problem, type Settlement } from '@onefront/contracts';
import { settledBy } from './outbox-rows.js';
import { awaitsAnswer, type Received } from './received.js';
import type { Tx } from './work.js';

const stored = { name: 'settlement-read', text: `select settlement from messaging.settlement where operation_id = any($1::text[])` };

/** The answer "no" to one command. */
export function refusal(service: string, command: Inbound & { operationId: string }, problem: Problem): Outbound {
  const { operationId } = command;
  return answer(service, { operationId, outcome: 'refused', status: problem.status, problem, effects: [] }, command);
}

/**
 * The answers to commands whose operations were accepted before: the stored one, or the one of this very transaction.
 * An operation that is not settled yet gets none: its answer is still to come, and will be heard by all who wait.
 */
export async function repeatAnswers(tx: Tx, service: string, repeated: readonly Received[], outbound: readonly Outbound[]): Promise<Outbound[]> {
  const commands = repeated.map((one) => one.message).filter(awaitsAnswer);
  if (commands.length === 0) return [];
  const { rows } = await tx.query<{ settlement: Settlement }>({ ...stored, values: [commands.map((one) => one.operationId)] });
  const answers = new Map([...settledBy(outbound), ...rows.map((row) => row.settlement)].map((one) => [one.operationId, one]));
  return commands.flatMap((command) => {
    const settled = answers.get(command.operationId);
    return settled ? [answer(service, settled, command)] : [];
  });
}

function answer(service: string, settlement: Settlement, cause: Inbound): Outbound {
  if (!isSettlingService(service)) throw new Error(`${service} owns no commands, so it cannot settle ${cause.type}`);
  return message(operationSettled(service), { key: settlement.operationId, data: settlement, cause, operationId: settlement.operationId }) as Outbound;
}
