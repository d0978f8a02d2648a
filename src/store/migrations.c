#include "store/store.h"

/* Never edit an entry that has been released; add one. */
const char *const store_migrations[] = {
	/* 0 -> 1.  An event's full form is in `octets`; the other columns are there to be searched. */
	"CREATE TABLE events (n INTEGER PRIMARY KEY, id TEXT NOT NULL, time_ms INTEGER NOT NULL, outcome TEXT NOT NULL,"
	" type TEXT NOT NULL, tenant TEXT NOT NULL, client_ip TEXT NOT NULL, message_id TEXT NOT NULL,"
	" sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL, octets BLOB NOT NULL);"
	"CREATE INDEX events_id ON events (id);"
	"CREATE INDEX events_time ON events (time_ms);"
	"CREATE INDEX events_ip ON events (client_ip);"
	"CREATE INDEX events_message_id ON events (message_id);"
	/* Trigrams find any part of three characters or more, in any script. */
	"CREATE VIRTUAL TABLE events_text USING fts5(sender, recipients, subject, content='', tokenize='trigram',"
	" detail='full');"

	"CREATE TABLE holds (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time_ms INTEGER NOT NULL,"
	" state TEXT NOT NULL, state_by TEXT NOT NULL DEFAULT '', state_ms INTEGER NOT NULL DEFAULT 0,"
	" mail_from TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL, size INTEGER NOT NULL,"
	" type TEXT NOT NULL, subtype TEXT NOT NULL, score REAL NOT NULL, tenant TEXT NOT NULL, sender TEXT NOT NULL,"
	" twin BLOB NOT NULL, duplicate_of TEXT NOT NULL);"
	"CREATE INDEX holds_time ON holds (time_ms);"
	"CREATE INDEX holds_twin ON holds (twin, time_ms);"
	"CREATE INDEX holds_state ON holds (state) WHERE state <> 'held';"

	"CREATE TABLE outbox (job INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, hold TEXT NOT NULL,"
	" mail_from TEXT NOT NULL, recipients TEXT NOT NULL, hop TEXT NOT NULL, state TEXT NOT NULL,"
	" tries INTEGER NOT NULL, made_ms INTEGER NOT NULL, next_ms INTEGER NOT NULL, reply TEXT NOT NULL);"
	"CREATE INDEX outbox_due ON outbox (next_ms) WHERE state = 'waiting';"
	"CREATE INDEX outbox_hold ON outbox (hold);"

	"CREATE TABLE audit (n INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,"
	" id TEXT NOT NULL, detail TEXT NOT NULL);"
	"CREATE INDEX audit_id ON audit (id);"

	"CREATE TABLE history (key TEXT PRIMARY KEY, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,"
	" good INTEGER NOT NULL, bad INTEGER NOT NULL) WITHOUT ROWID;",
	/* 1 -> 2.  Pairs that nobody has used for long must be found to be forgotten. */
	"CREATE INDEX history_last ON history (last_ms);",
	/* 2 -> 3.  Evidence about addresses, networks and domains. */
	"CREATE TABLE credits (key TEXT PRIMARY KEY, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,"
	" good REAL NOT NULL, bad REAL NOT NULL, fast REAL NOT NULL, slow REAL NOT NULL, seen INTEGER NOT NULL,"
	" day INTEGER NOT NULL, days BLOB NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX credits_last ON credits (last_ms);",
	/* 3 -> 4.  Greylisting: hashes of network, sender and recipient. */
	"CREATE TABLE triplets (key BLOB PRIMARY KEY, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,"
	" passed INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX triplets_last ON triplets (last_ms);",
	/* An index by the time of the last mail would be written with every row; the day changes once a day. */
	"DROP INDEX credits_last; CREATE INDEX credits_day ON credits (day);",
	/* 5 -> 6.  What is counted for reports, and our own mail on its way. */
	"CREATE TABLE report_days (kind INTEGER NOT NULL, day INTEGER NOT NULL, domain TEXT NOT NULL, state TEXT NOT NULL,"
	" detail TEXT NOT NULL, lost INTEGER NOT NULL, tries INTEGER NOT NULL, next_ms INTEGER NOT NULL,"
	" PRIMARY KEY (kind, day, domain)) WITHOUT ROWID;"
	"CREATE TABLE report_rows (kind INTEGER NOT NULL, day INTEGER NOT NULL, domain TEXT NOT NULL, form BLOB NOT NULL,"
	" count INTEGER NOT NULL, PRIMARY KEY (kind, day, domain, form)) WITHOUT ROWID;"
	"CREATE TABLE outbox_mail (id TEXT PRIMARY KEY, octets BLOB NOT NULL);",
	/* 6 -> 7.  What people said of messages, and the fingerprints that carry it. */
	"CREATE TABLE lessons (n INTEGER PRIMARY KEY AUTOINCREMENT, time_ms INTEGER NOT NULL, who TEXT NOT NULL,"
	" teacher INTEGER NOT NULL, kind INTEGER NOT NULL, tenant TEXT NOT NULL, sha256 BLOB NOT NULL, message_id TEXT NOT NULL,"
	" sender TEXT NOT NULL, subject TEXT NOT NULL, hold TEXT NOT NULL, base REAL NOT NULL, words BLOB NOT NULL,"
	" prints INTEGER NOT NULL DEFAULT 0, credits INTEGER NOT NULL DEFAULT 0, learned INTEGER NOT NULL DEFAULT 0,"
	" given BLOB NOT NULL DEFAULT x'', undone_ms INTEGER NOT NULL DEFAULT 0, undone_by TEXT NOT NULL DEFAULT '');"
	"CREATE INDEX lessons_sha256 ON lessons (sha256);"
	"CREATE INDEX lessons_time ON lessons (time_ms);"
	"CREATE INDEX lessons_who ON lessons (who, time_ms);"
	"CREATE INDEX lessons_tenant ON lessons (tenant, n);"
	"CREATE TABLE prints (n INTEGER PRIMARY KEY, kind INTEGER NOT NULL, octets BLOB NOT NULL, first_ms INTEGER NOT NULL,"
	" last_ms INTEGER NOT NULL);"
	"CREATE INDEX prints_last ON prints (last_ms);"
	"CREATE TABLE print_reports (print INTEGER NOT NULL, lesson INTEGER NOT NULL, PRIMARY KEY (print, lesson)) WITHOUT ROWID;"
	"CREATE INDEX print_reports_lesson ON print_reports (lesson);",
};
const size_t store_migration_count = sizeof store_migrations / sizeof store_migrations[0];
