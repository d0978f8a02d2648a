#include "store/store.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/must.h"

enum { CACHE_MAX = 64 };

struct query {
	struct store *store;
	sqlite3_stmt *statement;
	char *sql;
	int next_parameter;
	int next_column;
	bool is_running;
};

struct store {
	sqlite3 *db;
	struct query cache[CACHE_MAX];
	size_t cached;
	size_t replaced; /* whose turn it is when the cache is full */
};

static int
fault_of(struct store *s, int code, struct why *why)
{
	int fault;
	switch (code & 0xFF) {
	case SQLITE_FULL:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		fault = FAULT_LATER;
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		fault = FAULT_INPUT;
		break;
	case SQLITE_CONSTRAINT:
	case SQLITE_TOOBIG:
		fault = FAULT_LIMIT;
		break;
	default:
		errno = sqlite3_system_errno(s->db);
		fault = errno == ENOSPC || errno == EDQUOT ? FAULT_LATER : FAULT_SYSTEM;
		break;
	}
	return why_set(why, fault, "database: %s", sqlite3_errmsg(s->db));
}

static int
run(struct store *s, const char *sql, struct why *why)
{
	int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
	return code == SQLITE_OK ? 0 : fault_of(s, code, why);
}

static int
user_version(struct store *s, uint64_t *out, struct why *why)
{
	struct query *q = query_of(s, "PRAGMA user_version");
	int got = query_next(q, why);
	if (got < 0)
		return got;
	*out = (uint64_t)query_get_int(q);
	query_done(q);
	return 0;
}

static int
migrate(struct store *s, struct why *why)
{
	uint64_t version;
	int fault = user_version(s, &version, why);
	if (fault != 0)
		return fault;
	if (version > store_migration_count)
		return why_set(why, FAULT_CONFIG, "the database has version %llu, this program knows %zu",
		    (unsigned long long)version, store_migration_count);
	for (; version < store_migration_count; version++) {
		struct buf done;
		buf_init(&done, 64);
		buf_addf(&done, "PRAGMA user_version = %llu", (unsigned long long)version + 1);
		fault = store_begin(s, why);
		if (fault == 0)
			fault = run(s, store_migrations[version], why);
		if (fault == 0)
			fault = run(s, buf_cstr(&done), why);
		if (fault == 0)
			fault = store_commit(s, why);
		buf_done(&done);
		if (fault != 0) {
			store_rollback(s);
			return fault;
		}
	}
	return 0;
}

int
store_open(const char *path, struct store **out, struct why *why)
{
	struct store *s = xcalloc(1, sizeof *s);
	int code = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	    NULL);
	int fault = code == SQLITE_OK ? 0 : fault_of(s, code, why);
	if (fault == 0) {
		sqlite3_extended_result_codes(s->db, 1);
		sqlite3_busy_timeout(s->db, 2000);
		/* A damaged file must not become code: no loadable extensions, no untrusted schema. */
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		/* Only the keeper opens it, whose lock is on the directory: SQLite need not lock anew for every question. */
		fault = run(s, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON;"
		               "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA secure_delete=FAST", why);
	}
	if (fault == 0)
		fault = migrate(s, why);
	if (fault != 0) {
		store_close(s);
		return fault;
	}
	*out = s;
	return 0;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->cached; i++) {
		sqlite3_finalize(s->cache[i].statement);
		free(s->cache[i].sql);
	}
	sqlite3_close(s->db);
	free(s);
}

int
store_begin(struct store *s, struct why *why)
{
	return query_run(query_of(s, "BEGIN IMMEDIATE"), why);
}

int
store_commit(struct store *s, struct why *why)
{
	int fault = query_run(query_of(s, "COMMIT"), why);
	if (fault != 0)
		store_rollback(s);
	return fault;
}

void
store_rollback(struct store *s)
{
	if (sqlite3_get_autocommit(s->db) == 0)
		query_run(query_of(s, "ROLLBACK"), NULL);
}

static struct query *
cache_place(struct store *s)
{
	if (s->cached < CACHE_MAX)
		return &s->cache[s->cached++];
	for (;;) {
		struct query *q = &s->cache[s->replaced++ % CACHE_MAX];
		if (q->is_running)
			continue;
		sqlite3_finalize(q->statement);
		free(q->sql);
		return q;
	}
}

struct query *
query_of(struct store *s, const char *sql)
{
	for (size_t i = 0; i < s->cached; i++)
		if (strcmp(s->cache[i].sql, sql) == 0) {
			query_done(&s->cache[i]);
			return &s->cache[i];
		}
	struct query *q = cache_place(s);
	*q = (struct query){ .store = s, .sql = xstrdup(sql) };
	/* A damaged or locked database fails here too; then the statement stays NULL and query_next says why. */
	int code = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->statement, NULL);
	must((code & 0xFF) != SQLITE_ERROR);
	return q;
}

void
query_put_octets(struct query *q, struct bytes octets)
{
	sqlite3_bind_blob64(q->statement, ++q->next_parameter, octets.len != 0 ? octets.at : (const uint8_t *)"",
	    octets.len, SQLITE_STATIC);
}

void
query_put_text(struct query *q, struct bytes text)
{
	sqlite3_bind_text64(q->statement, ++q->next_parameter,
	    text.len != 0 ? (const char *)text.at : "", text.len, SQLITE_STATIC, SQLITE_UTF8);
}

void
query_put_int(struct query *q, int64_t value)
{
	sqlite3_bind_int64(q->statement, ++q->next_parameter, value);
}

void
query_put_double(struct query *q, double value)
{
	sqlite3_bind_double(q->statement, ++q->next_parameter, value);
}

int
query_next(struct query *q, struct why *why)
{
	if (q->statement == NULL) {
		int fault = fault_of(q->store, sqlite3_extended_errcode(q->store->db), why);
		/* Compile it again next time. */
		free(q->sql);
		q->sql = xstrdup("");
		return fault;
	}
	q->is_running = true;
	q->next_column = 0;
	int code = sqlite3_step(q->statement);
	if (code == SQLITE_ROW)
		return 1;
	int fault = code == SQLITE_DONE ? 0 : fault_of(q->store, code, why);
	query_done(q);
	return fault;
}

int
query_count(struct query *q, uint64_t *out, struct why *why)
{
	int got = query_next(q, why);
	if (got < 0)
		return got;
	*out = (uint64_t)query_get_int(q);
	query_done(q);
	return 0;
}

int
query_run(struct query *q, struct why *why)
{
	int got = query_next(q, why);
	if (got == 1)
		query_done(q);
	return got < 0 ? got : 0;
}

void
query_done(struct query *q)
{
	if (q->statement != NULL) {
		sqlite3_reset(q->statement);
		sqlite3_clear_bindings(q->statement);
	}
	q->next_parameter = 0;
	q->is_running = false;
}

struct bytes
query_get_octets(struct query *q)
{
	int column = q->next_column++;
	const void *at = sqlite3_column_blob(q->statement, column);
	int len = sqlite3_column_bytes(q->statement, column);
	return bytes_of(at, at != NULL && len > 0 ? (size_t)len : 0);
}

struct bytes
query_get_copy(struct query *q, struct arena *a)
{
	struct bytes out = BYTES_NONE;
	arena_copy(a, query_get_octets(q), &out);
	return out;
}

int64_t
query_get_int(struct query *q)
{
	return sqlite3_column_int64(q->statement, q->next_column++);
}

double
query_get_double(struct query *q)
{
	return sqlite3_column_double(q->statement, q->next_column++);
}

uint64_t
store_changes(const struct store *s)
{
	return (uint64_t)sqlite3_changes64(s->db);
}

uint64_t
store_last_id(const struct store *s)
{
	return (uint64_t)sqlite3_last_insert_rowid(s->db);
}
