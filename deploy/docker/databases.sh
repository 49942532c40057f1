#!/bin/sh
# Run once by the postgres image: a role and a database for each service, apart from the others, and the keyring's.
set -eu
for name in catalog inventory orders customers promotions gateway channels keyring; do
  psql --set ON_ERROR_STOP=1 --set name="$name" --set password="$ONEFRONT_DB_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke connect on database :"name" from public;
SQL
done
# Roles that nobody logs in as: partners' reads are put behind one, the other owns the audit (docs/operations.md).
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role onefront_partner nologin noinherit;
grant onefront_partner to gateway with inherit false, set true;
create role onefront_audit nologin noinherit;
grant onefront_audit to gateway with admin true, inherit false, set false;
SQL
