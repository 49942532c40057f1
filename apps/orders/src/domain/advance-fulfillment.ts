import { DomainError, type FulfillmentVerb } from '@onefront/kernel';
import { advance } from './advance.js';
import { transition } from './fulfillment-step.js';
import { hashOfCode, pick, reject, splitParcel } from './fulfillment.js';
import type { Fulfillment, OrderState } from './order.js';
import { openCallsSince } from './outcomes.js';
import { isEnding, type Answer } from './process.js';
import { moved, waitFor, type Instruction, type Step } from './step.js';

export interface Advance {
  readonly fulfillmentId: string;
  readonly verb: FulfillmentVerb;
  readonly reason?: string | undefined;
  readonly lines?: readonly { lineId: string; quantity: number }[] | undefined;
  readonly carrier?: string | undefined;
  readonly tracking?: string | undefined;
  readonly code?: string | undefined;
}

/**
 * A step of a fulfillment order. `freshCode` = the code to show the customer, should this step make one.
 * Throws `not-found` (404), `illegal-transition`, `wrong-code` (409), `unknown-line`, `too-many-units` (422).
 */
export function advanceFulfillment(order: OrderState, request: Advance, door: { operationId?: string | undefined; freshCode: string }, step: Step): void {
  const fulfillment = order.fulfillments.find((one) => one.id === request.fulfillmentId);
  if (!fulfillment) throw new DomainError('not-found', 'not-found', 'there is no such fulfillment order');
  const steps = transition(fulfillment, request.verb);
  if (isEnding(order.process)) throw new DomainError('illegal-transition', 'conflict', 'the order is being cancelled');
  const done = perform(order, fulfillment, { ...request, to: steps[0]!.next, ifEmpty: steps.at(-1)!.next, freshCode: door.freshCode }, step);
  if (door.operationId) waitFor(order, { operationId: door.operationId, status: 200, answer: 'order', needs: done.needs, ...(done.body ? { body: done.body } : {}) });
  if (done.told) moved(step, 'order-changed', done.detail);
  else order.untold = done.detail;
  const asked = order.calls.length;
  advance(order, step, ...done.answers);
  // The goods have left, so the money is taken while inventory books them.
  order.waiters.find((one) => one.operationId === door.operationId)?.needs.push(...openCallsSince(order, asked));
}

interface Done {
  readonly detail: string;
  /** Told at once, or with the answers that it waits for. */
  readonly told: boolean;
  readonly needs: string[];
  readonly answers: Answer[];
  readonly body?: unknown;
}

/** `ifEmpty`: where it leads when nothing of it is left. */
type Asked = Advance & { to: Fulfillment['status']; ifEmpty: Fulfillment['status']; freshCode: string };

function perform(order: OrderState, fulfillment: Fulfillment, asked: Asked, step: Step): Done {
  const simply: Done = { detail: `${asked.verb}: ${fulfillment.id} is ${asked.to}`, told: true, needs: [], answers: [] };
  switch (asked.verb) {
    case 'accept': case 'pack': case 'deliver': fulfillment.status = asked.to; return simply;
    case 'hold':
      fulfillment.status = asked.to;
      fulfillment.reason = asked.reason ?? 'on hold';
      return { ...simply, detail: `${fulfillment.id} is on hold: ${fulfillment.reason}` };
    case 'release':
      fulfillment.status = asked.to;
      delete fulfillment.reason;
      return simply;
    case 'reject':
      fulfillment.status = asked.to;
      reject(order, fulfillment, asked.reason ?? 'rejected');
      return { ...simply, ...resourced(`${fulfillment.location} rejected ${fulfillment.id}: ${asked.reason ?? 'no reason'}`) };
    case 'pick': {
      const short = pick(order, fulfillment, asked.lines ?? []);
      fulfillment.status = fulfillment.lines.length > 0 ? asked.to : asked.ifEmpty;
      if (fulfillment.lines.length === 0) fulfillment.reason = 'nothing of it was found';
      return short === 0 ? simply : { ...simply, ...resourced(`${fulfillment.location} is short of ${short} units of ${fulfillment.id}`) };
    }
    case 'ship': {
      const parcel = splitParcel(order, fulfillment, asked.lines);
      parcel.tracking.push({ carrier: asked.carrier ?? '', number: asked.tracking ?? '' });
      return handOver(order, parcel, asked.to, step);
    }
    case 'ready':
      fulfillment.status = asked.to;
      fulfillment.codeHash = hashOfCode(fulfillment.id, asked.freshCode);
      return { ...simply, body: { collectCode: asked.freshCode } };
    case 'collect':
      if (fulfillment.codeHash !== hashOfCode(fulfillment.id, asked.code ?? '')) throw new DomainError('wrong-code', 'conflict', 'this is not the code of the fulfillment order');
      return handOver(order, fulfillment, asked.to, step);
    default: return asked.verb satisfies never;
  }
}

const resourced = (detail: string): Omit<Done, 'body'> => ({ detail, told: false, needs: ['sourced'], answers: [{ step: 'stock', answer: 'broken' }] });

/** From here the units have left (S26), whatever else is said; inventory books them, then the money follows. */
function handOver(order: OrderState, parcel: Fulfillment, status: Fulfillment['status'], step: Step): Done {
  parcel.status = status;
  const id = `${order.id}-h${++order.counters.handover}`;
  const handover = { id, lines: parcel.lines.map((units) => ({ ...units, location: parcel.location! })) };
  order.handovers.push(handover);
  step.instructions.push(handoverInstruction(order, handover));
  return { detail: `${parcel.id} is ${status}`, told: false, needs: [`handover:${id}`], answers: [] };
}

export function handoverInstruction(order: OrderState, { id, lines }: OrderState['handovers'][number]): Instruction {
  return { kind: 'goods-handed-over', id, data: { orderId: order.id, handoverId: id, lines: [...lines] } };
}
