import { Client } from 'pg';

/**
 * Stands for a platform's backup in tests, where PostgreSQL comes without its tools: a copy of a whole database, made while nobody is connected, and
 * put back in its place.
 */
export class TemplateBackup {
  private readonly name: string;
  private readonly admin: string;

  constructor(url: string) {
    const address = new URL(url);
    this.name = address.pathname.slice(1);
    address.pathname = '/postgres';
    this.admin = address.toString();
  }

  take(): Promise<void> {
    return this.run(`drop database if exists "${this.name}_backup"`, `create database "${this.name}_backup" template "${this.name}"`);
  }

  restore(): Promise<void> {
    return this.run(`drop database "${this.name}" with (force)`, `create database "${this.name}" template "${this.name}_backup"`);
  }

  drop(): Promise<void> {
    return this.run(`drop database if exists "${this.name}_backup" with (force)`);
  }

  private async run(...statements: string[]): Promise<void> {
    const client = new Client({ connectionString: this.admin });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }
}
