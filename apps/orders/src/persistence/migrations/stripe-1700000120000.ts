import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the Stripe adapter remembers (S14): that a request was made, written before it, and which PaymentIntent an authorisation is. Nothing of a card. */
const SQL = `
create schema if not exists stripe_payment;

create table stripe_payment.request (
  key text primary key,
  kind text not null check (kind in ('authorise', 'capture', 'void', 'refund')),
  "authorisation" text not null,
  asked_at timestamptz not null default clock_timestamp()
);

create table stripe_payment.intent (
  "authorisation" text primary key,
  intent text not null unique,
  at timestamptz not null default clock_timestamp()
);
`;

export class Stripe1700000120000 implements MigrationInterface {
  readonly name = 'Stripe1700000120000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
