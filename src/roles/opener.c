/* opener: one container, then the end.
 *
 * Where third-party decoders meet hostile octets.  If one is taken over, the attacker has the octets that he sent,
 * five seconds of CPU, half a gigabyte, and one answer, which the dissector reads as hostile. */
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/must.h"
#include "dissect/dissect.h"
#include "pdf/pdf.h"
#include "picture/batch.h"
#include "picture/codes.h"
#include "picture/ocr.h"
#include "roles/nursery.h"
#include "roles/program.h"
#include "rules/rules.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "unpack/archive.h"
#include "wire/wire.h"

/* Entries, names and the request. */
#define OPENER_ARENA_MAX ((size_t)64 << 20)
/* Contents are written in pieces of this size. */
#define PIECE ((size_t)256 << 10)

struct output {
	int fd;
	struct buf piece;
	uint64_t contents; /* octets that were put */
};

static int
flush(struct output *o)
{
	int fault = fd_write_all(o->fd, buf_bytes(&o->piece));
	buf_clear(&o->piece);
	return fault;
}

static int
put(void *context, struct bytes content)
{
	struct output *o = context;
	for (struct bytes part; content.len > 0; content = bytes_from(content, part.len)) {
		part = bytes_to(content, PIECE);
		if (part.len > PIECE - o->piece.len && flush(o) != 0)
			return FAULT_LIMIT;
		buf_add(&o->piece, part);
		o->contents += part.len;
	}
	return buf_ok(&o->piece) ? 0 : FAULT_LIMIT;
}

/* Forget what was put so far. */
static int
restart(void *context)
{
	struct output *o = context;
	buf_clear(&o->piece);
	o->contents = 0;
	return ftruncate(o->fd, 0) == 0 && lseek(o->fd, 0, SEEK_SET) == 0 ? 0 : FAULT_SYSTEM;
}

static const enum open_status statuses[] = {
	[UNPACK_DONE] = OPEN_DONE, [UNPACK_PARTLY] = OPEN_PARTLY, [UNPACK_LIMIT] = OPEN_LIMIT,
	[UNPACK_MALFORMED] = OPEN_MALFORMED, [UNPACK_ENCRYPTED] = OPEN_ENCRYPTED,
	[UNPACK_UNSUPPORTED] = OPEN_UNSUPPORTED,
};

/* The table behind the contents, and the seal.  Gives: false where the answer goes without a result. */
static bool
finish(struct output *o, const struct unpacked *u)
{
	struct buf table;
	buf_init(&table, UNPACK_TABLE_MAX + 12);
	result_table_write(u, o->contents, &table);
	bool ok = buf_ok(&table) && flush(o) == 0 && fd_write_all(o->fd, buf_bytes(&table)) == 0 &&
	          memfd_seal(o->fd) == 0;
	buf_done(&table);
	return ok;
}

/* What opens each kind; OPEN_PROGRAM is program.h's, in another jail. */
static unpack_driver *const drivers[OPEN_KIND_COUNT] = {
	[OPEN_ARCHIVE] = archive_unpack, [OPEN_PDF] = pdf_open, [OPEN_PICTURES] = batch_open, [OPEN_OCR] = ocr_open,
	[OPEN_RULES] = rules_open,
};

static void
open_with(const struct wire_open *ask, int fd, struct bytes container, struct arena *arena, struct output *o,
    struct wire_opened *answer)
{
	struct unpacked u = { 0 };
	struct unpack_request r = { .container = container, .passwords = ask->passwords.at,
		.password_count = ask->passwords.count, .put = put, .restart = restart, .context = o };
	answer->status = statuses[ask->kind == OPEN_PROGRAM ? program_open(fd, &r, arena, &u, &answer->text)
	                                                    : drivers[ask->kind](&r, arena, &u, &answer->text)];
	if (!finish(o, &u)) {
		answer->status = OPEN_LIMIT;
		answer->text = BYTES("the result does not fit");
		fd_close(&o->fd);
	}
}

static void
open_one(int socket, struct wire *wire, const struct wire_message *m, struct arena *arena)
{
	size_t size;
	struct wire_open ask = { 0 };
	struct output o = { .fd = memfd_open("result") };
	must(wire_read(m, arena, &ask) == 0 && o.fd >= 0 && (ask.kind == OPEN_PROGRAM || drivers[ask.kind] != NULL));
	buf_init(&o.piece, PIECE + ((size_t)64 << 10));
	struct wire_opened answer = { .job = ask.job, .status = OPEN_UNSUPPORTED };
	int64_t start = clock_cpu_us();
	/* Sealed, so that nobody can cut it off under the decoder, which would be a SIGBUS. */
	int fault = memfd_check(m->fds[0], DISSECT_MESSAGE_MAX, &size);
	void *at = fault == 0 && size > 0 ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, m->fds[0], 0) : MAP_FAILED;
	if (at == MAP_FAILED) {
		answer.status = fault == FAULT_LIMIT ? OPEN_LIMIT : OPEN_MALFORMED;
		fd_close(&o.fd);
	} else {
		open_with(&ask, m->fds[0], bytes_of(at, size), arena, &o, &answer);
	}
	/* The programs that it ran count too. */
	struct rusage used = { 0 };
	(void)getrusage(RUSAGE_CHILDREN, &used);
	answer.cpu_us = (uint64_t)(clock_cpu_us() - start) + (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
	                (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
	(void)wire_send(wire, socket, WIRE_OPENED, &answer, &o.fd, o.fd >= 0 ? 1 : 0);
	buf_done(&o.piece);
}

static int
serve(int socket)
{
	struct wire_message m;
	struct wire *wire = wire_new(WIRE_TO_OPENER);
	struct arena *arena = arena_new(OPENER_ARENA_MAX);
	if (wire_recv(wire, socket, &m) == 1) {
		open_one(socket, wire, &m, arena);
		wire_message_done(&m);
	}
	arena_free(arena);
	wire_free(wire);
	return 0;
}

static int
preload(struct why *why)
{
	/* A picture is a dozen buffers of megabytes after each other: they come from the same pages, which are given back when the
	 * opener ends, instead of fresh ones from the kernel each time.  Inherited by the openers. */
	(void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 512 << 20);
	int fault = archive_preload(why);
	if (fault == 0)
		fault = codes_preload(why);
	return fault == 0 ? program_preload(why) : fault;
}

static const struct jail nursery_jail = {
	.role = "openers", .profile = JAIL_PROGRAM_NURSERY,
	.memory_max = (uint64_t)2 << 30, .cpu_seconds_max = JAIL_NO_LIMIT,
	.file_octets_max = (uint64_t)256 << 20, .descriptors_max = 64,
	/* It executes nothing itself, but a worker can be allowed no more than its nursery is. */
	.paths = program_paths, .path_count = OPENER_PATHS,
};

static const struct jail worker_jail = {
	.role = "opener", .profile = JAIL_WORKER,
	.memory_max = (uint64_t)768 << 20, .cpu_seconds_max = 5,
	/* UNPACK_OCTETS_MAX of contents and their table; the descriptor limit is the highest number plus one. */
	.file_octets_max = (uint64_t)256 << 20, .descriptors_max = 16,
};

const struct brood brood_openers = {
	.worker = "opener",
	.nursery_jail = &nursery_jail,
	.worker_jail = &worker_jail,
	.program_jail = &program_jail,
	.preload = preload,
	.load = ocr_load,
	.serve = serve,
};
