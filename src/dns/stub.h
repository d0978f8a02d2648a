/* stub: asks the operator's own DNS servers over UDP, many questions with one system call.
 *
 * What libunbound does for a question (a socket of its own, bound, connected, watched and closed; recursion, scrubbing,
 * validation) costs 25 us of CPU, and a message has thirty of them.  Where a server recurses for us and no keys are set to
 * validate with, a datagram there and one back are all that is needed.  Everything else stays libunbound's: what the stub
 * gets no plain answer to (cut off, refused, another case, silence, a broken chain of CNAMEs) it gives back to be asked there.
 *
 * Who is not on the path must guess as much as with libunbound, and more (RFC 5452, CVE-2008-1447): 16 random bits of id,
 * a random port of 1024 to 65535, drawn anew after STUB_SOCKET_QUESTIONS questions or STUB_SOCKET_MS, and a random bit for every letter
 * of the name (0x20).  Sockets are connected, so the kernel drops what other addresses send, and one question is never on its
 * way twice.  A wrong answer is not an end: the right one still counts.
 *
 * The cache keeps answers as they came, STUB_CACHE_ENTRIES of at most STUB_PACKET_MAX octets, no longer than their
 * TTL or STUB_TTL_MAX, "there is none" as RFC 2308 says, failures never. */
#ifndef DNS_STUB_H
#define DNS_STUB_H

#include "dns/resolver.h"

enum dns_stub_limits {
	STUB_WAIT_MS = 400,           /* then libunbound asks, which knows how to ask again and whom */
	STUB_SOCKET_QUESTIONS = 256,
	STUB_SOCKET_MS = 2000,
	STUB_SOCKETS_MAX = 64,        /* one to send with, the others are waited at: 40,000 questions a second */
	STUB_PACKET_MAX = 1232,       /* not fragmented anywhere: DNS flag day 2020 */
	STUB_CACHE_ENTRIES = 8192,    /* 12 MB where all were as long as can be; mail has a tenth of it */
	STUB_TTL_MAX = 3600,
	STUB_NEGATIVE_TTL_MAX = 900,  /* as libunbound is told */
	STUB_FAILURES = 50,           /* given back in a row: then nothing is asked for STUB_REST_MS */
	STUB_REST_MS = 10000,
};

struct dns_stub;
struct stub_socket;

/* Of a question on its way; a part of the asker's own. */
struct stub_asked {
	struct stub_asked *next, *previous;
	struct stub_socket *socket; /* NULL: it is not on its way here */
	int64_t since_ms;
	uint16_t id;
	uint8_t letters[32]; /* a bit for each octet of the name */
};

/* All with the ARG of struct stub_options. */
struct stub_asker {
	/* The one that asks NAME and TYPE, or NULL. */
	struct stub_asked *(*find)(void *arg, const struct dns_question *question);
	/* And back: what it asks. */
	struct dns_question (*question)(const struct stub_asked *asked);
	/* It is answered; it belongs to the asker again. */
	void (*answered)(void *arg, struct stub_asked *asked, struct dns_answer *answer);
	/* No answer that can be used: ask elsewhere. */
	void (*returned)(void *arg, struct stub_asked *asked);
};

/**
 * dns_stub_new(base, servers, count, asker, arg): A stub that asks SERVERS ("192.0.2.1", "2001:db8::1@5353") in turn.
 *
 * Gives:   the stub, or NULL when none of them is such an address
 */
struct dns_stub *dns_stub_new(struct event_base *base, const char *const *servers, size_t count,
    const struct stub_asker *asker, void *arg);

/* Release it; what is on its way is forgotten.  NULL is fine. */
void dns_stub_free(struct dns_stub *stub);

/**
 * dns_stub_known(stub, question, arena, out): What the cache knows.
 *
 * Gives:   whether it does; octets in ARENA
 */
bool dns_stub_known(struct dns_stub *stub, const struct dns_question *question, struct arena *arena, struct dns_answer *out);

/**
 * dns_stub_send(stub, asked): Have ASKED on its way with the next dns_stub_flush.
 *
 * Takes:   asked  zeroed or back; stays where it is until it is answered, returned or withdrawn
 * Gives:   false: the stub asks nothing now
 */
bool dns_stub_send(struct dns_stub *stub, struct stub_asked *asked);

/**
 * dns_stub_flush(stub): Send what is due; what the kernel does not take is returned from inside this call.
 */
void dns_stub_flush(struct dns_stub *stub);

/* -- for tests and the fuzz target -- */

/* The question as it stands in a packet: labels, type, class.  Gives: its octets; OUT has room for STUB_QUESTION_MAX. */
#define STUB_QUESTION_MAX (DNS_NAME_MAX + 2 + 4)
size_t stub_question_write(const struct dns_question *question, const uint8_t letters[32], uint8_t *out);

enum stub_reply {
	STUB_REPLY_OTHER,  /* not an answer to this question */
	STUB_REPLY_GOOD,
	STUB_REPLY_UNFIT,  /* an answer, but libunbound shall ask */
};

/**
 * stub_reply_read(packet, question, asked, arena, out): Is PACKET the answer to ASKED, and which?
 */
enum stub_reply stub_reply_read(struct bytes packet, const struct dns_question *question, const struct stub_asked *asked,
    struct arena *arena, struct dns_answer *out);

#endif
