/* store: one SQLite database behind prepared statements, transactions and migrations.
 *
 * The only folder that names SQLite.  WAL with synchronous=FULL: a committed transaction survives power loss.
 * Values are always bound, never put into SQL text.  One process, one connection, no threads. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/fault.h"

struct store;
struct query;

/**
 * store_open(path, out, why): Open or make the database at PATH and bring its tables up to date.
 *
 * Fails:   FAULT_INPUT   the file is damaged or no database: set it aside and rebuild
 *          FAULT_CONFIG  it was written by a newer Postern
 *          FAULT_SYSTEM, FAULT_LATER (no space, locked)
 * Owns:    the caller closes it with store_close
 */
int store_open(const char *path, struct store **out, struct why *why);
void store_close(struct store *s);

/* One transaction at a time.  A failed commit is rolled back. */
int store_begin(struct store *s, struct why *why);
int store_commit(struct store *s, struct why *why);
void store_rollback(struct store *s);

/**
 * query_of(s, sql): The prepared statement for SQL, cached by its text, reset and with nothing bound.
 *
 * Takes:   sql  ours, never from outside; what does not compile is our mistake and ends the process
 * Gives:   a query that is valid until query_done or the 64th other text
 */
struct query *query_of(struct store *s, const char *sql);

/* Bind the next parameter.  Octets must live until the query is done. */
void query_put_text(struct query *q, struct bytes text);
void query_put_octets(struct query *q, struct bytes octets);
void query_put_int(struct query *q, int64_t value);
void query_put_double(struct query *q, double value);

/**
 * query_next(q, why): Run to the next row.
 *
 * Gives:   1 a row is there to be read with query_get_x, 0 no more (the query is done)
 * Fails:   FAULT_LATER, FAULT_SYSTEM, FAULT_INPUT (damaged), FAULT_LIMIT (a constraint: already there)
 */
int query_next(struct query *q, struct why *why);

/* For a question whose answer is one number: *out, and the query is done.  Fails as query_next. */
int query_count(struct query *q, uint64_t *out, struct why *why);

/* For statements without rows: 0 or a fault, and the query is done. */
int query_run(struct query *q, struct why *why);
void query_done(struct query *q);

/* Read the next column of the row; texts live until the next query_next or query_done. */
struct bytes query_get_octets(struct query *q);
int64_t query_get_int(struct query *q);
double query_get_double(struct query *q);

/* ... copied into A; at its ceiling: empty. */
struct bytes query_get_copy(struct query *q, struct arena *a);

/* Rows changed by the last statement, and the row id of the last insert. */
uint64_t store_changes(const struct store *s);
uint64_t store_last_id(const struct store *s);

/* The database's tables, as SQL that brings version i to i + 1. */
extern const char *const store_migrations[];
extern const size_t store_migration_count;

#endif
