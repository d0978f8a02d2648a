/* mmdb: writes MMDB files (MaxMind DB format 2.0) from ranges of addresses.
 *
 * For the operator's own data and the CSV files of public packages; what reads them is libmaxminddb (path/geo.h).
 * Records are 32 bits wide and nothing is shared between texts: a file is somewhat larger than the smallest possible,
 * and the writer stays small.  Ranges must not overlap.
 *
 * Ceilings: MMDB_NODES_MAX nodes (the largest public data has some 10 million), MMDB_DATA_MAX octets of values. */
#ifndef PATH_MMDB_H
#define PATH_MMDB_H

#include "base/buf.h"
#include "base/fault.h"
#include "casefile/path.h"
#include "conf/cidr.h"

struct mmdb;

enum mmdb_limits { MMDB_NODES_MAX = 64 << 20, MMDB_TEXT_MAX = 120 };
#define MMDB_DATA_MAX ((size_t)1 << 30)

/* A file to be written. */
struct mmdb *mmdb_new(void);
void mmdb_free(struct mmdb *m);

/**
 * mmdb_add(m, first, last, place): Say where the addresses FIRST to LAST are.
 *
 * Takes:   first, last  both IPv4 or both IPv6, in this order
 *          place        empty fields are left out; texts are cut at MMDB_TEXT_MAX octets
 * Fails:   FAULT_INPUT where the range is none, or part of it was said before (nothing or a part is added then);
 *          FAULT_LIMIT at a ceiling
 * Cost:    at most 254 insertions of 128 steps; for real ranges about one
 */
int mmdb_add(struct mmdb *m, const struct cidr *first, const struct cidr *last, const struct casefile_place *place);

/**
 * mmdb_write(m, type, attribution, built, out): Append the file.
 *
 * Takes:   type         of the database, as its makers name such: "ASN"
 *          attribution  whose data it is: shown with every answer
 *          built        Unix time
 * Fails:   FAULT_LIMIT where OUT is too small
 * Source:  maxmind.github.io/MaxMind-DB, version 2.0
 */
int mmdb_write(const struct mmdb *m, const char *type, struct bytes attribution, int64_t built, struct buf *out);

#endif
