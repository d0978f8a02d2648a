/* geo: country, province, city and network of an address, by MMDB files that the operator supplies.
 *
 * The files are the operator's word; their values are hints and never a strong sign.  Layouts differ between makers:
 * those of MaxMind and DB-IP (nested names) and the flat ones of the npm data packages are read.  A value that is no
 * UTF-8 or too long is left out.  libmaxminddb maps the file: replace one by renaming a new one over it, never by
 * writing into it, or a reader may die on a page that is gone. */
#ifndef PATH_GEO_H
#define PATH_GEO_H

#include "base/fault.h"
#include "casefile/path.h"
#include "conf/cidr.h"

struct geo;

enum geo_limits { GEO_FILES_MAX = 8 };

/**
 * geo_open(paths, count, out, why): Open the files; of two that know a field, the first is believed.
 *
 * Takes:   count  at most GEO_FILES_MAX; 0 gives a geo that knows nothing
 * Fails:   FAULT_CONFIG: a file that cannot be read or is no MMDB
 * Owns:    the caller ends it with geo_close
 */
int geo_open(const struct bytes *paths, size_t count, struct geo **out, struct why *why);
void geo_close(struct geo *geo);

/**
 * geo_find(geo, address, arena, out): Add what is known of ADDRESS to *OUT; fields that are filled stay.
 *
 * Gives:   texts in ARENA (at its ceiling: empty)
 * Cost:    about a microsecond for each file
 */
void geo_find(const struct geo *geo, const struct cidr *address, struct arena *arena, struct casefile_place *out);

/* Add the files' own words on whose data they are (the licences of DB-IP and NRO want them shown). */
void geo_attributions(const struct geo *geo, struct arena *arena, struct casefile_path *out);

/* When the newest data was built: Unix time, 0 for none. */
int64_t geo_built(const struct geo *geo);

#endif
