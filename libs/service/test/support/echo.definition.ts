import { Controller, Get, Inject, Module } from '@nestjs/common';
import { variantChanged } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import type { BatchWork, Database } from '@onefront/outbox';
import { defineConfig } from '../../src/config/define.js';
import { wholeNumber } from '../../src/config/kinds.js';
import { defineService, type ServiceParts } from '../../src/start/definition.js';
import { subscribeController } from '../../src/subscribe.js';
import { DATABASE, PARTS } from '../../src/tokens.js';

class Heard1700000000001 {
  name = 'Heard1700000000001';
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('create table heard (id text primary key)');
  }
  async down(): Promise<void> {
    throw new Error('forward only');
  }
}

const echoConfig = defineConfig({ HEAR_MS: { schema: wholeNumber(0, 60_000), default: '0', doc: 'How long the work on a batch takes.' } });

/** Inserts ids set-based; a repeated id would break the primary key, so a duplicate effect cannot pass unseen. */
function echoWork(parts: ServiceParts<typeof echoConfig>): BatchWork<string[]> {
  return {
    types: [variantChanged.type],
    load: async () => [],
    apply: (state, message) => void state.push(message.id),
    store: async (tx, state) => {
      await tx.query('select pg_sleep($1)', [parts.config.HEAR_MS / 1000]);
      await tx.query('insert into heard select unnest($1::text[])', [state]);
      return [];
    },
  };
}

@Controller()
class EchoController {
  constructor(@Inject(DATABASE) private readonly database: Database, @Inject(PARTS) private readonly parts: ServiceParts) {}

  @Get('heard')
  async heard() {
    const { rows } = await this.database.read<{ count: number }>({ text: 'select count(*)::int as count from heard' });
    return rows[0];
  }

  /** Answers when the process begins to stop, as an event stream would end then. */
  @Get('until-stopping')
  async untilStopping() {
    if (!this.parts.stopping.aborted) await new Promise((resolve) => this.parts.stopping.addEventListener('abort', resolve, { once: true }));
    return { ended: 'in order' };
  }

  @Get('explode')
  explode() {
    setImmediate(() => {
      throw new Error('a bug outside of any request');
    });
    return {};
  }

  @Get('refused')
  refused(): never {
    throw new DomainError('out-of-stock', 'conflict', 'not enough on hand', [{ path: '/lines/0/sku', message: 'only 2 left' }]);
  }

  @Get('broken')
  broken(): never {
    throw new Error('select secret from somewhere');
  }
}

/** The smallest real service, for the suites of this library: it notes what it hears in a table, slowly if told to. */
export function echoService(name: string, topic: string) {
  return defineService({
    name,
    config: echoConfig,
    migrations: [Heard1700000000001],
    hears: [topic],
    tells: [],
    http: {},
    module: (parts) => {
      @Module({ controllers: [EchoController, subscribeController({ topics: [topic], work: echoWork(parts) })] })
      class EchoModule {}
      return EchoModule;
    },
  });
}
