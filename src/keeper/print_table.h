/* print_table: which fingerprints have this key, and how often it came: a table in memory, of fixed size.
 *
 * A fingerprint has several keys (keeper/prints.h); a key leads to the few that have it.  Every key that comes is
 * counted as well, by day, so that many copies of a mail are seen without storing one.  A bucket is one line of the
 * processor's cache and a key has two, so asking costs two memory accesses, whatever the size.
 *
 * What is counted gives way, oldest first, to what is new and to what was reported; what was reported gives way only
 * to newer reports in the same two buckets (counted in print_table_lost).  So memory never grows, and an attacker who
 * sends a million different mails makes us forget counts of other mail, nothing that people said.
 *
 * The rows of store/lessons.h are what is durable.  The table is saved when the keeper ends and loaded when it starts
 * again, which spares reading every row and keeps the counts; where that file is missing, damaged or of other rows, the
 * table grows from the rows, and only counts are lost. */
#ifndef KEEPER_PRINT_TABLE_H
#define KEEPER_PRINT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct print_table;

enum print_table_limits {
	PRINT_TABLE_SAME = 4, /* fingerprints that one key leads to; the newest stay */
};
#define PRINT_TABLE_LEAST ((size_t)1 << 16)
/* Octets of the largest that is saved: 5 s of writing, and gates wait 10 s for a keeper (ask/asker.h). */
#define PRINT_TABLE_SAVED_MAX ((size_t)2 << 30)

/**
 * print_table_new(octets): A table of OCTETS, at least PRINT_TABLE_LEAST, at most 256 GiB.
 *
 * Cost:    memory is taken page by page as it is used
 */
struct print_table *print_table_new(size_t octets);
void print_table_free(struct print_table *t);

/**
 * print_table_add(t, key, print, day): KEY leads to fingerprint number PRINT, which is not 0.
 */
void print_table_add(struct print_table *t, uint64_t key, uint32_t print, uint16_t day);
void print_table_remove(struct print_table *t, uint64_t key, uint32_t print);

/**
 * print_table_find(t, key, out): The fingerprints that KEY leads to.
 *
 * Gives:   how many, at most PRINT_TABLE_SAME
 */
size_t print_table_find(const struct print_table *t, uint64_t key, uint32_t out[PRINT_TABLE_SAME]);

/**
 * print_table_count(t, key, day): KEY came once more.
 *
 * Gives:   how often it came, days before worth half as much each, this time included
 */
uint32_t print_table_count(struct print_table *t, uint64_t key, uint16_t day);

/* How often it came, without counting. */
uint32_t print_table_seen(const struct print_table *t, uint64_t key, uint16_t day);

/* What a saved table belongs to: it is of no use with other rows. */
struct print_table_rows {
	uint64_t count;
	uint64_t newest; /* number of the last */
};

/**
 * print_table_save(t, directory, name, rows, why): Write it to the file NAME in DIRECTORY.
 *
 * Fails:   FAULT_LIMIT: larger than PRINT_TABLE_SAVED_MAX; FAULT_SYSTEM; there is no such file then
 * Cost:    what is used of it is written once, not synced: a file that a power cut damages is not loaded
 */
int print_table_save(const struct print_table *t, int directory, const char *name, const struct print_table_rows *rows,
    struct why *why);

/**
 * print_table_load(t, directory, name, rows, why): Read it again, and remove the file: it is true once.
 *
 * Takes:   t  new, of the size that was saved
 * Gives:   0
 * Fails:   FAULT_ABSENT: no file; FAULT_INPUT: damaged, of another size, of other rows; FAULT_SYSTEM: T is empty then
 */
int print_table_load(struct print_table *t, int directory, const char *name, const struct print_table_rows *rows,
    struct why *why);

/* Entries that it has room for; reported keys that had to give way. */
size_t print_table_room(const struct print_table *t);
uint64_t print_table_lost(const struct print_table *t);

#endif
