/* A header: Received values, Message-ID, X-Mailer, one a line, "R:", "M:", "X:"; "C:" is the transport's client.
 *
 * Properties: the check ends after at most three rounds and PATH_QUESTIONS_MAX questions; it gives the same path
 * twice; the trusted lines are at the top and no more than there are; with a client that is not ours no line is
 * believed; the result goes through the case file's schema. */
#include "path/path.h"

#include "base/must.h"
#include "mail/received.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_scene(struct bytes text, struct arena *arena, struct casefile *c)
{
	struct bytes line;
	while (bytes_cut(&text, '\n', &line) && c->hops.count < CASEFILE_HOPS_MAX) {
		struct bytes value = bytes_from(line, 2);
		struct received r;
		if (bytes_starts(line, BYTES("R:")) && received_read(value, arena, &r) == 0) {
			struct casefile_hop *h = LIST_ADD(arena, &c->hops);
			*h = (struct casefile_hop){ r.helo, r.rdns, r.ip, r.by, r.with, r.date.unix_time };
			c->hop_count++;
		} else if (bytes_starts(line, BYTES("M:"))) {
			c->message_id = value;
		} else if (bytes_starts(line, BYTES("X:"))) {
			c->mailer = value;
		} else if (bytes_starts(line, BYTES("C:"))) {
			c->envelope.client_ip = value;
			c->envelope.helo = BYTES("mx.example.net");
		}
	}
}

static void
answer_open(struct dns_book *book)
{
	for (size_t i = 0; i < book->entries.count; i++) {
		static const uint8_t ip[4] = { 192, 0, 2, 7 };
		struct dns_record record = { .data = bytes_of(ip, 4) };
		struct dns_answer a = { .status = i % 3 == 2 ? DNS_SERVFAIL : DNS_OK };
		if (book->entries.at[i].is_answered)
			continue;
		if (book->entries.at[i].question.type == DNS_PTR)
			record.data = BYTES("mx.example.com");
		a.records.at = &record;
		a.records.count = a.status == DNS_OK ? 1 : 0;
		dns_book_answer(book, i, &a);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct casefile c = { .date_zone = size != 0 ? data[0] * 11U : 0 };
	struct cidr ours;
	must(cidr_read(BYTES("10.0.0.0/8"), &ours) == 0);
	read_scene(bytes_of(data, size), arena, &c);
	const struct path_input in = { .c = &c, .networks = { { &ours, 1 } } };
	struct casefile_path path, again;
	struct dns_book book = { .arena = arena };
	struct buf first, second;
	int rounds = 0, r;
	while ((r = path_check(&in, &book, arena, &path)) == 0) {
		must(++rounds <= 3);
		answer_open(&book);
	}
	must(r == 1 || r == FAULT_LIMIT);
	must(book.entries.count <= PATH_QUESTIONS_MAX);
	must(path.trusted <= c.hops.count && path.odd_hop <= c.hops.count);
	for (size_t i = 0; i < path.steps.count; i++)
		must(path.steps.at[i].is_ours == (i < path.trusted));
	struct cidr client;
	if (cidr_address(c.envelope.client_ip, &client) == 0 && !cidr_match(&ours, &client) && client.address[12] != 127 &&
	    cidr_is_v4(&client))
		must(path.trusted == 0 && bytes_equal(path.ip, c.envelope.client_ip));
	must(path_check(&in, &book, arena, &again) == r);
	buf_init(&first, 1 << 20);
	buf_init(&second, 1 << 20);
	schema_write(&casefile_path_schema, &path, &first);
	schema_write(&casefile_path_schema, &again, &second);
	must(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
	buf_done(&first);
	buf_done(&second);
	arena_free(arena);
	return 0;
}
