import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What channels were last seen to offer (S3, S18). A reading never gives way to an older one, whoever writes it. */
const SQL = `
create table inventory.channel_confirmation (
  sku text not null,
  channel text not null,
  quantity bigint not null check (quantity >= 0),
  version bigint not null check (version >= 1),
  read_at timestamptz not null,
  orders_up_to timestamptz,
  primary key (sku, channel),
  constraint of_what_was_told foreign key (sku, channel) references inventory.channel_availability
) with (fillfactor = 70);

create function inventory.readings_go_on() returns trigger language plpgsql as $$
begin
  if new.read_at < old.read_at or (new.read_at = old.read_at and new.orders_up_to < old.orders_up_to) then
    raise exception 'a reading gives way to an older one';
  end if;
  return new;
end $$;
create trigger readings_go_on before update on inventory.channel_confirmation for each row execute function inventory.readings_go_on();
`;

export class Confirmations1700000115000 implements MigrationInterface {
  readonly name = 'Confirmations1700000115000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
