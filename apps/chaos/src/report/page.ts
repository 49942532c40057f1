import type { Outcome, Struck } from '../types.js';
import { latencyChart, memoryChart, ordersChart, recoveryChart, svg } from './charts.js';
import { byInvariant } from './invariants.js';
import { STYLE } from './style.js';
import { verdict } from './verdict.js';
import { count, escaped, moment, percentile, span } from './words.js';

type Cell = readonly [label: string, html: string, kind?: 'number' | 'mark'];

/** A table whose rows become cards on a phone: every cell knows its heading. */
function table(caption: string, rows: ReadonlyArray<readonly Cell[]>): string {
  const [first] = rows;
  if (!first) return `<p class="none">${escaped(caption)}: none.</p>`;
  const head = first.map(([label, , kind]) => `<th${kind ? ` class="${kind}"` : ''}>${escaped(label)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map(([label, html, kind]) => `<td data-label="${escaped(label)}"${kind ? ` class="${kind}"` : ''}>${html}</td>`).join('')}</tr>`).join('\n');
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** A chart for wide screens and paper, and one for phones. */
function figure(title: string, draw: (narrow: boolean) => { option: Parameters<typeof svg>[0]; height?: number }): string {
  const one = (narrow: boolean): string => {
    const { option, height = narrow ? 240 : 280 } = draw(narrow);
    return `<div class="${narrow ? 'narrow' : 'wide'}">${svg(option, { width: narrow ? 360 : 980, height })}</div>`;
  };
  return `<figure><figcaption>${escaped(title)}</figcaption>${one(false)}${one(true)}</figure>`;
}

const yes = '<span class="ok">holds</span>';
const no = (words: string): string => `<span class="bad">${escaped(words)}</span>`;

function invariants({ checks }: Outcome): string {
  return table('Invariants', byInvariant(checks).map(({ invariant, says, counted, violations, checks: parts }) => [
    ['', `<b>${invariant}</b>`], ['What holds', `${escaped(says)}${detailsOf(parts)}`], ['Looked at', count(counted), 'number'], ['Outcome', violations === 0 ? yes : no(`${count(violations)} bad`), 'mark'],
  ]));
}

function detailsOf(parts: Outcome['checks']): string {
  const lines = parts.map((one) => `<li>${escaped(one.about)}: ${count(one.counted)}${one.examples.map((example) => `<br><span class="bad">${escaped(example)}</span>`).join('')}</li>`);
  return `<details${parts.some((one) => one.violations > 0) ? ' open' : ''}><summary>${parts.length === 1 ? 'how' : `${parts.length} ways`}</summary><ul>${lines.join('')}</ul></details>`;
}

function strikes({ struck }: Outcome): string {
  const row = (one: Struck, index: number): Cell[] => [
    ['#', String(index + 1), 'number'], ['Fault', `<b>${escaped(one.fault)}</b><br>${escaped(one.what)}`], ['At', moment(one.at), 'number'], ['Lasted', span(one.ms), 'number'],
    ['In flight', count(one.inFlight), 'number'], ['Answered meanwhile', count(one.answeredDuring), 'number'], ['Recovery', span(one.recoveryMs), 'number'],
  ];
  return table('Faults', struck.map(row));
}

function traffic({ summary, ms }: Outcome): string {
  const { orders, cancellations, returns, exchanges, fulfillments, byKind } = summary;
  const line = (name: string, { done, refused, unanswered }: Outcome['summary']['orders']): Cell[] => [['Writes', name], ['Done', count(done), 'number'], ['Refused', count(refused), 'number'], ['Unanswered', unanswered === 0 ? '0' : no(count(unanswered)), 'number']];
  const list = (of: Readonly<Record<string, number>>): string => Object.entries(of).map(([name, value]) => `${escaped(name)} ${count(value)}`).join(', ') || 'none';
  return `${table('What shoppers asked for', [line('orders', orders), line('cancellations', cancellations), line('returns', returns), line('exchanges', exchanges), line('steps of fulfillment', fulfillments)])}
<p>${count(orders.done / Math.max(1, ms.load / 1_000))} orders confirmed per second on average. By kind: ${list(byKind)}. Refusals: ${list(summary.refusals)}.
${count(summary.attempts)} requests in all; broken off and sent again: ${list(summary.broken)}. ${count(summary.reads)} reads of own orders. ${count(summary.tillSales)} sales of tills without a network.</p>`;
}

function facts(outcome: Outcome): string {
  const { versions, ms, startedAt, tier, seed, saboteur } = outcome;
  const rows: ReadonlyArray<readonly [string, string]> = [
    ['Onefront', `${versions.onefront}, ${versions.commit}`], ['Node', versions.node], ['PostgreSQL', versions.postgres], ['Apache Kafka', `${versions.kafka}, ${versions.brokers} broker${versions.brokers === 1 ? '' : 's'}`], ['Machine', versions.machine],
    ['Began', startedAt], ['Took', `${span(ms.total)}: start ${span(ms.start)}, load ${span(ms.load)}, coming to rest ${span(ms.rest)}, checks ${span(ms.checks)}`],
  ];
  return `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
<p>To repeat it: <code>${escaped(`npm run test:chaos -- --tier ${tier} --seed ${seed}${saboteur ? ` --saboteur ${saboteur}` : ''}`)}</code>. The seed decides baskets, faults and after which order each strikes; the machine decides the rest.</p>`;
}

/** The whole report as one page that needs nothing else. */
export function pageOf(outcome: Outcome): string {
  const { ok, title, lines } = verdict(outcome);
  const recoveries = outcome.struck.map((one) => one.recoveryMs);
  const recovery = (narrow: boolean) => {
    const { option, rows } = recoveryChart(outcome, narrow);
    return { option, height: 70 + rows * 24 };
  };
  const sections = [
    outcome.goals.length > 0 ? table('Goals of this tier', outcome.goals.map((goal) => [['Goal', escaped(goal.name)], ['Measured', `${goal.measured.toLocaleString('en-GB', { maximumFractionDigits: 2 })} ${escaped(goal.unit)}`, 'number'], ['Limit', `${goal.limit.toLocaleString('en-GB')} ${escaped(goal.unit)}`, 'number'], ['Outcome', goal.ok ? yes : no(goal.ofTheMachine ? 'slow' : 'missed'), 'mark']])) : '',
    figure('Orders per second: confirmed, refused, and requests that broke off and were sent again. Faults are marked by their number', (narrow) => ({ option: ordersChart(outcome, narrow) })),
    figure('Time to the outcome of an order, from its first attempt', (narrow) => ({ option: latencyChart(outcome, narrow) })),
    recoveries.length > 0 ? `${figure('Recovery: until orders flowed as before', recovery)}<p>Half within ${span(percentile(recoveries, 50))}, 95 of 100 within ${span(percentile(recoveries, 95))}, the longest ${span(Math.max(...recoveries))}.</p>` : '',
    invariants(outcome), strikes(outcome),
    outcome.missing.length > 0 ? table('Faults that could not be done here', outcome.missing.map(({ fault, why }) => [['Fault', escaped(fault)], ['Why', escaped(why)]])) : '',
    traffic(outcome),
    outcome.memory.length > 1 ? figure('Memory: the largest process of each service', (narrow) => ({ option: memoryChart(outcome, narrow), height: narrow ? 300 : 280 })) : '',
    `<h2>Where and how</h2>${facts(outcome)}`,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(`Onefront chaos: ${title}`)}</title><style>${STYLE}</style></head>
<body><header class="${ok ? 'good' : 'broken'}"><p class="kind">Onefront under faults · tier ${outcome.tier} · seed ${outcome.seed}${outcome.saboteur ? ` · saboteur ${escaped(outcome.saboteur)}` : ''}</p><h1>${escaped(title)}</h1>${lines.map((line) => `<p>${escaped(line)}</p>`).join('')}</header>
<main>${sections.filter(Boolean).map((section) => `<section>${section}</section>`).join('\n')}</main></body></html>
`;
}
