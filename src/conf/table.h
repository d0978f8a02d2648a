/* table: every section and every setting, as data.  Reading, printing and checking all come from here. */
#ifndef CONF_TABLE_H
#define CONF_TABLE_H

#include "conf/conf.h"

enum setting_type {
	SETTING_BOOL,     /* bool: yes, no, on, off, true, false */
	SETTING_INTEGER,  /* int64_t */
	SETTING_SIZE,     /* int64_t: octets, with K, M or G */
	SETTING_DURATION, /* int64_t: milliseconds; written with ms, s, m, h or d */
	SETTING_SCORE,    /* double between min and max; "auto" is NAN */
	SETTING_TEXT,     /* struct bytes of at most max octets */
	SETTING_PATH,     /* struct bytes */
	SETTING_TEXTS,    /* struct conf_texts */
	SETTING_NETWORKS, /* struct conf_networks */
	SETTING_ENUM,     /* an enum; names ends with NULL */
	SETTING_ADDRESS,  /* struct conf_address */
};

struct setting {
	const char *key;
	enum setting_type type;
	size_t offset;      /* in the section's struct */
	const char *normal; /* the default, as it would be written */
	int64_t min;
	int64_t max;
	const char *const *names;
	const char *help;
};

struct section {
	const char *name;
	bool is_named;
	size_t offset; /* in struct conf: the struct, or for a named section the list of them */
	size_t size;
	size_t max;    /* how many */
	const struct setting *settings;
	size_t count;
	const char *help;
};

extern const struct section conf_sections[];
extern const size_t conf_section_count;

/* A listener that exists without being written. */
struct builtin_listener {
	const char *name;
	enum listener_kind kind;
	const char *address;
};
extern const struct builtin_listener conf_builtin_listeners[];
extern const size_t conf_builtin_listener_count;

/**
 * value_read(s, text, arena, is_first, field, why): Read TEXT as S's type into FIELD.
 *
 * Takes:   is_first  the key's first line: a list begins anew (otherwise it grows)
 * Fails:   FAULT_CONFIG with *why
 */
int value_read(const struct setting *s, struct bytes text, struct arena *arena, bool is_first, void *field,
    struct why *why);

/* Append FIELD as value_read() takes it. */
void value_write(const struct setting *s, const void *field, struct buf *out);

/**
 * name_nearest(name, names, count): The one of NAMES that NAME was probably meant to be; NULL where none is near.
 */
const char *name_nearest(struct bytes name, const char *const *names, size_t count);

#endif
