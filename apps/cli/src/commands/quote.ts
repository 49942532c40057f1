import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { ApiClient, readCredentials, UnexpectedAnswer } from '../api/client.js';

interface HttpMoney { amount: string; currency: string }
interface Quote {
  readonly lines: ReadonlyArray<{ sku: string; quantity: number; unitPrice: HttpMoney; discounts: ReadonlyArray<{ label: string; amount: HttpMoney }>; total: HttpMoney }>;
  readonly totals: Readonly<Record<'items' | 'discount' | 'shipping' | 'tax' | 'grand', HttpMoney>>;
  readonly explanation: ReadonlyArray<{ promotion: string; name: string; applied: boolean; reason: string; line?: string }>;
}

/** What an order would cost, and why; reserves nothing. */
export function quoteCommand(checkout: string): Command {
  return new Command('quote')
    .description('Ask what an order would cost and why: which promotions applied, which did not. Reserves nothing.')
    .argument('<file>', 'the order as JSON, as for POST /v1/orders; - reads standard input')
    .option('--credentials <file>', 'where npm start wrote them', process.env['CREDENTIALS'] ?? resolve(checkout, 'var/credentials.json'))
    .option('--json', 'print the answer as it came', false)
    .action(async (file: string, { credentials, json }: { credentials: string; json: boolean }) => {
      const api = new ApiClient(readCredentials(credentials), 1);
      try {
        const { body } = await api.expect<Quote>([200], 'POST', '/v1/quotes', readOrder(file));
        process.stdout.write(json ? `${JSON.stringify(body, null, 2)}\n` : words(body));
      } catch (error) {
        if (!(error instanceof UnexpectedAnswer)) throw error;
        const problem = error.answer.body as { title?: string; detail?: string };
        throw new Error(`${problem.title ?? 'Refused'}: ${problem.detail ?? error.message}`);
      } finally {
        await api.close();
      }
    });
}

function readOrder(file: string): unknown {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}

function words({ lines, totals, explanation }: Quote): string {
  const out = lines.flatMap(({ sku, quantity, unitPrice, discounts, total }) => [
    `${String(quantity).padStart(6)} x ${sku.padEnd(24)} ${unitPrice.amount.padStart(10)}  ${total.amount.padStart(10)}`,
    ...discounts.map(({ label, amount }) => `         ${label.padEnd(35)}  -${amount.amount}`),
  ]);
  for (const part of ['items', 'discount', 'shipping', 'tax', 'grand'] as const) out.push(`${part.padStart(44)}  ${totals[part].amount.padStart(10)} ${totals[part].currency}`);
  for (const { name, promotion, applied, reason, line } of explanation) out.push(`${applied ? 'applied    ' : 'not applied'}  ${name} (${promotion})${line ? `, line ${line}` : ''}: ${reason}`);
  return `${out.join('\n')}\n`;
}
