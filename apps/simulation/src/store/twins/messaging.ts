import { keyOf, type Row } from '../table.js';
import { json, ms, orderBy, time, unnest, isPresent, type Twins } from '../twin.js';

/** The statements of libs/outbox that a consumer, a relay and an executor make. */

type Names = readonly string[];

const inbox: Twins = {
  'inbox-admit': (q, [consumer, keys, ids, idKeys]: [string, Names, Names, Names]) => {
    const parked = [...keys].sort().filter((key) => q.lock('parked_key', keyOf(consumer, key), 'share'));
    const wanted = unnest(['id', 'key'], [ids, idKeys]).filter((one) => !parked.includes(one.key as string));
    const fresh = orderBy(wanted, 'id').filter((one) => q.tryInsert('inbox', { consumer, message_id: one.id }));
    return [...fresh.map((one) => ({ fresh: one.id, parked: null })), ...parked.map((key) => ({ fresh: null, parked: key }))];
  },
  'stream-position-read': { reads: (q, [consumer, topics, keys]: [string, Names, Names]) => topics.map((topic, i) => q.get('stream_position', keyOf(consumer, topic, keys[i]))).filter(isPresent).map((row) => ({ ...row, version: String(row['version']) })) },
  'stream-position-write': (q, [consumer, ...columns]: [string, Names, Names, Names]) => {
    for (const one of orderBy(unnest(['topic', 'key', 'version'], columns), 'topic', 'key')) {
      const version = Number(one.version);
      q.upsert('stream_position', { consumer, topic: one.topic, key: one.key, version }, (old) => ({ version: Math.max(old['version'] as number, version) }));
    }
  },
  'settlement-read': { reads: (q, [ids]: [Names]) => ids.map((id) => q.get('settlement', keyOf(id))).filter(isPresent).map((row) => ({ settlement: json(row['settlement']) })) },
  'settlement-insert': (q, columns: [Names, Names]) => {
    for (const one of orderBy(unnest(['operation_id', 'settlement'], columns), 'operation_id')) q.tryInsert('settlement', one);
  },
  'outbox-insert': (q, columns: [Names, Names, Names, Names, Names]) => {
    for (const one of unnest(['bucket', 'topic', 'key', 'headers', 'value'], columns)) q.insert('outbox', { ...one, id: q.next('outbox') });
  },
};

const parking: Twins = {
  'insert into messaging.parked_key as k': (q, [consumer, keys, reasons]: [string, Names, Names]) => {
    for (const one of orderBy(unnest(['key', 'reason'], [keys, reasons]), 'key')) q.upsert('parked_key', { consumer, ...one, since: q.now, retry_at: q.now, release_requested: false }, () => ({}));
  },
  'insert into messaging.parked_message': (q, [consumer, ...columns]: [string, Names]) => {
    for (const one of unnest(['key', 'message_id', 'type', 'topic', 'partition', 'offset', 'headers', 'value', 'logged_at', 'error'], columns)) {
      if (q.get('inbox', keyOf(consumer, one.message_id))) continue;
      q.tryInsert('parked_message', { consumer, ...one, id: q.next('parked_message'), attempts: one.error === null ? 0 : 1, parked_at: q.now });
    }
  },
  'select (select count(*)::int from messaging.parked_message where consumer': { reads: (q, [consumer, keys]: [string, Names]) => {
    const own = q.where('parked_message', (row) => row['consumer'] === consumer);
    const counts = keys.map((key) => ({ key, worst: own.filter((row) => row['key'] === key).length })).sort((a, b) => b.worst - a.worst);
    const worst = counts[0]?.worst ? counts[0] : { key: null, worst: 0 };
    return [{ all: own.length, ...worst }];
  } },
  'select from messaging.parked_key where consumer = $1 and key = $2 for update': (q, [consumer, key]: [string, string]) => (q.lock('parked_key', keyOf(consumer, key)) ? [{}] : []),
  'select *, parked_at < clock_timestamp()': { reads: (q, [consumer, key, limit, seconds]: [string, string, number, number]) =>
    orderBy(q.where('parked_message', (row) => row['consumer'] === consumer && row['key'] === key), 'id').slice(0, limit)
      .map((row) => ({ ...row, headers: json(row['headers']), logged_at: time(row['logged_at']), waited_enough: (row['parked_at'] as number) < q.now - seconds * 1000 })) },
  'delete from messaging.parked_message where consumer = $1 and message_id = any': (q, [consumer, ids]: [string, Names]) => {
    for (const row of q.where('parked_message', (one) => one['consumer'] === consumer && ids.includes(one['message_id'] as string))) q.remove('parked_message', keyOf(row['id']));
  },
  'delete from messaging.parked_key k where consumer = $1 and key = $2': (q, [consumer, key]: [string, string]) => {
    if (q.where('parked_message', (row) => row['consumer'] === consumer && row['key'] === key).length > 0) return 0;
    return q.remove('parked_key', keyOf(consumer, key)) ? 1 : 0;
  },
  'with kept as ( update messaging.parked_key': (q, [consumer, key, reason, seconds, error]: [string, string, string, number, string]) => {
    if (!q.update('parked_key', keyOf(consumer, key), { reason, release_requested: false, retry_at: q.now + seconds * 1000 })) return;
    const [first] = orderBy(q.where('parked_message', (row) => row['consumer'] === consumer && row['key'] === key), 'id');
    if (first) q.update('parked_message', keyOf(first['id']), { attempts: (first['attempts'] as number) + 1, error });
  },
  'release-due': { reads: (q, [consumer]: [string]) => orderBy(q.where('parked_key', (row) => row['consumer'] === consumer && (row['release_requested'] === true || row['reason'] === 'waiting')), 'retry_at').slice(0, 200)
    .map((row) => ({ key: row['key'], due: row['release_requested'] === true || (row['reason'] === 'waiting' && (row['retry_at'] as number) <= q.now) })) },
  'replay-due': { reads: (q, [consumer]: [string]) => orderBy(q.where('dead_letter', (row) => row['consumer'] === consumer && row['state'] === 'replay-requested'), 'id') },
  'insert into messaging.dead_letter (consumer, message_id, key, type, topic, partition': (q, [consumer, ...columns]: [string, Names]) => {
    for (const one of unnest(['message_id', 'key', 'type', 'topic', 'partition', 'offset', 'headers', 'value', 'logged_at', 'reason', 'error'], columns)) {
      q.tryInsert('dead_letter', { consumer, ...one, id: q.next('dead_letter'), state: 'dead', attempts: 1 });
    }
  },
};

const isDue = (row: Row, now: number): boolean => (row['due_at'] as number) <= now && (row['leased_until'] === null || (row['leased_until'] as number) < now);

const work: Twins = {
  'work-enqueue': (q, columns: [Names, Names, Names, Names]) => {
    for (const one of orderBy(unnest(['kind', 'id', 'payload', 'due_at'], columns), 'kind', 'id')) {
      const fresh = { payload: one.payload, due_at: ms(one.due_at), attempts: 0, last_error: null };
      q.upsert('work_item', { kind: one.kind, id: one.id, ...fresh, revision: 1, token: 0, leased_until: null }, (old) => ({ ...fresh, revision: (old['revision'] as number) + 1 }));
    }
  },
  'work-claim': (q, [kind, limit, seconds]: [string, number, number]) => {
    const due = orderBy(q.where('work_item', (row) => row['kind'] === kind && isDue(row, q.now) && !q.isLocked('work_item', keyOf(row['kind'], row['id']))), 'due_at').slice(0, limit);
    return due.map((row) => {
      const claimed = q.update('work_item', keyOf(kind, row['id']), { token: (row['token'] as number) + 1, attempts: (row['attempts'] as number) + 1, leased_until: q.now + seconds * 1000 })!;
      return { id: claimed['id'], payload: json(claimed['payload']), attempts: claimed['attempts'], due_at: time(claimed['due_at']), token: String(claimed['token']), revision: String(claimed['revision']) };
    });
  },
  'work-done': (q, [kind, ...columns]: [string, Names, Names, Names]) => orderBy(unnest(['id', 'token', 'revision'], columns), 'id').flatMap(({ id, token, revision }) => {
    const known = q.get('work_item', keyOf(kind, id));
    if (!known || known['token'] !== Number(token) || known['revision'] !== Number(revision)) return [];
    const row = q.lock('work_item', keyOf(kind, id));
    return row && row['token'] === Number(token) && row['revision'] === Number(revision) && q.remove('work_item', keyOf(kind, id)) ? [{ id }] : [];
  }),
  'update messaging.work_item set leased_until = null where kind = $1 and id = $2 and token = $3': (q, [kind, id, token]: [string, string, string]) => {
    const row = q.lock('work_item', keyOf(kind, id), 'no-key-update');
    return row && row['token'] === Number(token) && q.update('work_item', keyOf(kind, id), { leased_until: null }) ? 1 : 0;
  },
  'update messaging.work_item set leased_until = null, due_at = $5': (q, [kind, id, token, revision, at]: [string, string, string, string, Date]) => {
    const row = q.lock('work_item', keyOf(kind, id), 'no-key-update');
    return row && row['token'] === Number(token) && row['revision'] === Number(revision) && q.update('work_item', keyOf(kind, id), { leased_until: null, due_at: ms(at) }) ? 1 : 0;
  },
  'update messaging.work_item set leased_until = null, last_error = $4': (q, [kind, id, token, error, revision, seconds]: [string, string, string, string, string, number]) => {
    const row = q.lock('work_item', keyOf(kind, id), 'no-key-update');
    if (!row || row['token'] !== Number(token)) return 0;
    q.update('work_item', keyOf(kind, id), { leased_until: null, last_error: error, ...(row['revision'] === Number(revision) ? { due_at: q.now + seconds * 1000 } : {}) });
    return 1;
  },
};

const relay: Twins = {
  'relay-read': { reads: (q, [buckets, limit]: [readonly number[], number]) => orderBy(buckets.flatMap((bucket) => orderBy(q.where('outbox', (row) => row['bucket'] === bucket), 'id').slice(0, limit)), 'id')
    .map((row) => ({ ...row, id: String(row['id']), headers: json(row['headers']) })) },
  'relay-delete': (q, columns: [Names, Names, Names]) => {
    for (const { bucket, id, token } of unnest(['bucket', 'id', 'token'], columns)) {
      if (q.get('relay_lease', keyOf(bucket))?.['token'] === Number(token)) q.remove('outbox', keyOf(bucket, Number(id)));
    }
  },
  'insert into messaging.relay_member (owner, expires_at)': (q, [owner, seconds]: [string, number]) => {
    const expires_at = q.now + seconds * 1000;
    q.upsert('relay_member', { owner, expires_at }, () => ({ expires_at }));
  },
  'with gone as (delete from messaging.relay_member': (q) => {
    for (const row of q.where('relay_member', (one) => (one['expires_at'] as number) < q.now - 60_000)) q.remove('relay_member', keyOf(row['owner']));
    return [{ members: q.where('relay_member', (row) => (row['expires_at'] as number) > q.now).length }];
  },
  'update messaging.relay_lease set owner = $1, token = token + 1': (q, [owner, seconds, limit]: [string, number, number]) => {
    const free = orderBy(q.where('relay_lease', (row) => (row['expires_at'] as number) <= q.now && !q.isLocked('relay_lease', keyOf(row['bucket']))), 'bucket').slice(0, limit);
    return free.map((row) => q.update('relay_lease', keyOf(row['bucket']), { owner, token: (row['token'] as number) + 1, expires_at: q.now + seconds * 1000 })!).map((row) => ({ bucket: row['bucket'], token: String(row['token']) }));
  },
  'update messaging.relay_lease l set expires_at = clock_timestamp()': (q, [owner, buckets, tokens, seconds]: [string, Names, Names, number]) => unnest(['bucket', 'token'], [buckets, tokens]).flatMap(({ bucket, token }) => {
    const row = q.lock('relay_lease', keyOf(bucket), 'no-key-update');
    if (row?.['token'] !== Number(token) || row['owner'] !== owner) return [];
    q.update('relay_lease', keyOf(bucket), { expires_at: q.now + seconds * 1000 });
    return [{ bucket, token: String(token) }];
  }),
  'update messaging.relay_lease l set owner = null': (q, [owner, buckets, tokens]: [string, Names, Names]) => {
    for (const { bucket, token } of unnest(['bucket', 'token'], [buckets, tokens])) {
      const row = q.lock('relay_lease', keyOf(bucket), 'no-key-update');
      if (row?.['token'] === Number(token) && row['owner'] === owner) q.update('relay_lease', keyOf(bucket), { owner: null, expires_at: -Infinity });
    }
  },
};

export const messaging: Twins = { ...inbox, ...parking, ...work, ...relay };
