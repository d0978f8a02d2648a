/* batch: all pictures of one message, for one opener: a process for each would cost more than reading it.
 *
 * A container of items, each "u32 kind, u32 length, octets", all numbers little-endian.  The dissector writes
 * it, the opener reads it; an item's number is the page of the links that are found in it.  A mosaic says how pictures
 * before it lie side by side: "u32 item, u32 row" for each; codes cut in pieces stand in such. */
#ifndef PICTURE_BATCH_H
#define PICTURE_BATCH_H

#include "base/buf.h"
#include "unpack/archive.h"

enum batch_limits {
	BATCH_ITEMS_MAX = 128,     /* pictures of one message that are looked into */
	BATCH_OCTETS_MAX = 64 << 20,
	BATCH_TILES_MAX = 64,      /* pictures of one mosaic: a code in eight times eight pieces */
};

enum batch_kind { BATCH_PICTURE, BATCH_MOSAIC, BATCH_KINDS };

/**
 * batch_add(out, kind, octets): Append an item.
 */
void batch_add(struct buf *out, enum batch_kind kind, struct bytes octets);

/**
 * batch_add_tile(tiles, item, row): Append a picture to the octets of a mosaic.
 */
void batch_add_tile(struct buf *tiles, uint32_t item, uint32_t row);

/**
 * batch_open(r, arena, out, out_text): Read the codes in a batch; an opener's driver, see archive_unpack.
 *
 * Gives:   out->links: the codes, and what each picture looks like, page being the item's number (from 1); out->entries: one for each picture that
 *          could not be read, its name the number, is_cut for one that was too large
 */
enum unpack_status batch_open(const struct unpack_request *r, struct arena *arena, struct unpacked *out,
    struct bytes *out_text);

#endif
