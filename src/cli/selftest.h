/* selftest: what the files of `postern selftest` share: the configuration that is tested, and one line for each
 * check.
 *
 * Each check asks the code that will do the work: the jails of the workers, the hop connections of the gate, the
 * writing of the keeper; so that OK means that it works here, not that it looks as if it might.  Nothing is left
 * behind, and every check has an end: the slowest may take SELFTEST_WAIT_S. */
#ifndef CLI_SELFTEST_H
#define CLI_SELFTEST_H

#include "conf/conf.h"

enum { SELFTEST_WAIT_S = 10 };

enum selftest_result { SELFTEST_OK, SELFTEST_WARNING, SELFTEST_FAILED };

struct selftest {
	struct conf conf;
	char data[4096];
	bool is_serving; /* a gateway runs on this data directory */
	bool has_failed;
	bool is_online; /* the resolver may be asked */
};

/**
 * selftest_tell(t, result, what, format, ...): Print the line of one check: what was found and, where it is not OK,
 * what to do.
 */
void selftest_tell(struct selftest *t, enum selftest_result result, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* selftest_jail.c: forbidden calls die; a message is read and an archive opened inside the jails. */
void selftest_jail(struct selftest *t);
void selftest_messages(struct selftest *t);

/* selftest_net.c */
void selftest_listeners(struct selftest *t);
void selftest_next_hops(struct selftest *t);
void selftest_resolver(struct selftest *t);

#endif
