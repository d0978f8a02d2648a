/* scan: the loop behind `postern scan` and `postern explain`: messages in, answers out in input order. */
#ifndef CLI_SCAN_H
#define CLI_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "detect/detector.h"

struct buf;
struct casefile;

struct scan_options {
	bool json;
	/* instead of the verdict: append what is to be printed about one message */
	void (*show)(const char *path, const struct casefile *c, bool is_json, struct buf *out);
	bool whole; /* the case file, too */
	enum language language;
	const char *conf; /* NULL: the built-in policy */
	const char *model; /* file of one that postern train made; NULL: none */
	bool online;      /* ask the DNS about it, as the gateway does */
	unsigned long jobs; /* 0: one for each CPU */
};

/* The options that scan and explain share, as words. */
struct scan_words {
	const char *format;
	const char *lang;
	const char *conf;
	const char *model;
	bool online;
};
#define SCAN_WORDS { "text", "en", NULL, NULL, false }
#define SCAN_OPTIONS(words) \
	{ "format", 0, "FORMAT", "text (default), or json: one object a line", &(words).format, NULL }, \
	{ "lang", 0, "LANG", "language of the sentences: en (default) or zh", &(words).lang, NULL }, \
	{ "conf", 'c', "FILE", "judge by this configuration's policy", &(words).conf, NULL }, \
	{ "model", 0, "FILE", "ask this model, too (postern train)", &(words).model, NULL }, \
	{ "online", 0, NULL, "ask the DNS who sent it, by the newest Received and Return-Path lines", NULL, &(words).online }

/**
 * scan_words_read(words, out): Understand them; what is wrong is said on standard error.
 */
bool scan_words_read(const struct scan_words *words, struct scan_options *out);

/**
 * scan_paths(options, paths, count): Judge everything behind PATHS, print the answers on standard output.
 *
 * Gives:   the exit status
 */
int scan_paths(const struct scan_options *options, char *const *paths, size_t count);

#endif
