/* cfb: compound files, the file system inside old Office documents, Outlook messages, and VBA projects.
 *
 * Reads the whole directory at once and streams on demand.  Writers lie in every field: chains that run in circles,
 * sectors behind the end, trees whose nodes are each other's children, sizes of terabytes.  A chain ends where it
 * repeats or leaves the file, and the file is then marked damaged; entries that the tree does not reach are listed
 * too, since what a program does not show another one reads.
 *
 * Ceilings: CFB_ENTRIES_MAX entries (an Outlook message with many attachments has thousands), and the octets that
 * streams may yield together are three times the file's, so that a thousand streams of one chain cost nothing. */
#ifndef OFFICE_CFB_H
#define OFFICE_CFB_H

#include "base/arena.h"

enum cfb_limits {
	CFB_ENTRIES_MAX = 20000,
	CFB_NAME_MAX = 96,   /* 31 UTF-16 characters */
};
#define CFB_NONE UINT32_MAX

enum cfb_type { CFB_STORAGE = 1, CFB_STREAM = 2, CFB_ROOT = 5 };

struct cfb_entry {
	struct bytes name;   /* UTF-8 */
	enum cfb_type type;
	uint32_t parent;     /* index; the root is its own */
	uint8_t clsid[16];
	uint32_t start;
	uint64_t size;
	bool is_orphan;      /* not reached from the root */
};

struct cfb {
	struct bytes file;
	struct arena *arena;
	uint32_t sector_size;
	uint32_t sectors;    /* in the file */
	uint32_t *fat;
	uint32_t fat_count;
	uint32_t *minifat;
	uint32_t minifat_count;
	uint32_t mini_cutoff;
	struct bytes mini;   /* the root's stream, which holds the small ones */
	struct cfb_entry *entries;
	uint32_t count;
	uint64_t budget;
	bool is_damaged;
	bool is_full;        /* a ceiling was reached */
};

/* Does CONTENT begin as a compound file? */
bool cfb_is(struct bytes content);

/**
 * cfb_open(file, arena, out): Read header, tables and directory of FILE.
 *
 * Takes:   file   must live as long as *out and what it gives
 * Gives:   0 and *out, which may be damaged
 * Fails:   FAULT_INPUT where there is no directory at all, FAULT_LIMIT at the arena's ceiling
 * Cost:    linear in the file
 * Source:  [MS-CFB]
 */
int cfb_open(struct bytes file, struct arena *arena, struct cfb *out);

/**
 * cfb_child(c, parent, name): The index of NAME (ASCII case ignored) in storage PARENT (0 is the root), or CFB_NONE.
 */
uint32_t cfb_child(const struct cfb *c, uint32_t parent, struct bytes name);

/* The first entry called NAME anywhere, or CFB_NONE. */
uint32_t cfb_find(const struct cfb *c, struct bytes name);

/**
 * cfb_stream(c, index): The octets of a stream, as many as can be had.
 *
 * Gives:   a view of the file where the chain is straight, else a copy in the arena; empty for a storage
 * Fails:   never; c->is_damaged and c->is_full say what happened
 */
struct bytes cfb_stream(struct cfb *c, uint32_t index);

#endif
