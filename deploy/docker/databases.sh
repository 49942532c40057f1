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
