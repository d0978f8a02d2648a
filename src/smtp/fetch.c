#include "smtp/fetch.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"

struct fetch {
	struct fetch_request request;
	char host[256];
	char path[256];
	struct arena *arena;
	struct dns_book book;
	struct dns_asking *asking;
	struct link link;
	bool has_link;
	bool is_connected;
	bool is_asked;
	bool is_cancelled;
	size_t next_address;
	struct event *deadline;
	struct buf answer;
	fetch_done *done;
	void *arg;
};

static void try_next(struct fetch *f);

static void
fetch_free(void *owner)
{
	struct fetch *f = owner;
	event_free(f->deadline);
	buf_done(&f->answer);
	arena_free(f->arena);
	free(f);
}

/* Everything but the memory, which the event may still use. */
static void
let_go(struct fetch *f)
{
	(void)event_del(f->deadline);
	if (f->asking != NULL)
		dns_ask_cancel(f->asking);
	f->asking = NULL;
	if (f->has_link)
		link_close(&f->link, false);
	else
		f->link = (struct link){ .loop = f->request.loop, .owner = f, .is_closed = true, .fd = -1 };
	link_bury(&f->link, fetch_free);
}

static void
finish(struct fetch *f, int fault, struct bytes text, const char *why)
{
	if (f->is_cancelled)
		return;
	f->is_cancelled = true;
	f->done(f->arg, fault, text, why);
	let_go(f);
	link_loop_settle(f->request.loop);
}

void
fetch_cancel(struct fetch *f)
{
	if (f == NULL || f->is_cancelled)
		return;
	f->is_cancelled = true;
	let_go(f);
}

/* The value of the head's field NAME; false where there is none. */
static bool
find_field(struct bytes head, struct bytes name, struct bytes *out)
{
	struct bytes line;
	while (bytes_cut(&head, '\n', &line)) {
		if (line.len <= name.len || line.at[name.len] != ':' || !bytes_starts_nocase(line, name))
			continue;
		*out = bytes_trim(bytes_from(line, name.len + 1));
		return true;
	}
	return false;
}

int
fetch_read(struct bytes answer, bool is_over, struct bytes *out_text)
{
	size_t end = bytes_find(bytes_to(answer, FETCH_HEAD_MAX), BYTES("\r\n\r\n"));
	struct bytes value;
	uint64_t length = 0;
	if (end == BYTES_NOT_FOUND)
		return answer.len >= FETCH_HEAD_MAX ? FAULT_LIMIT : is_over ? FAULT_INPUT : 0;
	struct bytes head = bytes_to(answer, end + 2), body = bytes_from(answer, end + 4);
	struct bytes status = bytes_to(head, bytes_find_octet(head, '\r'));
	if (!bytes_starts(status, BYTES("HTTP/1.")) || !bytes_equal(bytes_slice(status, 8, 12), BYTES(" 200")) ||
	    (status.len > 12 && status.at[12] != ' '))
		return FAULT_INPUT;
	if (find_field(head, BYTES("Transfer-Encoding"), &value) || find_field(head, BYTES("Content-Encoding"), &value))
		return FAULT_INPUT;
	if (!find_field(head, BYTES("Content-Type"), &value) ||
	    !bytes_equal_nocase(bytes_trim(bytes_to(value, bytes_find_octet(value, ';'))), BYTES("text/plain")))
		return FAULT_INPUT;
	bool has_length = find_field(head, BYTES("Content-Length"), &value);
	if (has_length && bytes_number(value, UINT64_MAX, &length) != 0)
		return FAULT_INPUT;
	if (body.len > FETCH_BODY_MAX || length > FETCH_BODY_MAX)
		return FAULT_LIMIT;
	if (has_length && body.len >= length) {
		*out_text = bytes_to(body, (size_t)length);
		return 1;
	}
	if (!is_over)
		return 0;
	*out_text = body;
	return has_length ? FAULT_INPUT : 1;
}

static void
look(struct fetch *f, bool is_over)
{
	struct bytes text = BYTES_NONE;
	int got = buf_ok(&f->answer) ? fetch_read(buf_bytes(&f->answer), is_over, &text) : FAULT_LIMIT;
	if (got == 0)
		return;
	finish(f, got > 0 ? 0 : got, text, got > 0 ? "" : got == FAULT_LIMIT ? "the answer is too large" : "no policy there");
}

static size_t
on_input(void *owner, struct bytes data)
{
	struct fetch *f = owner;
	buf_add(&f->answer, data);
	look(f, false);
	return data.len;
}

static void
on_writable(void *owner)
{
	struct fetch *f = owner;
	int error = 0;
	socklen_t len = sizeof error;
	if (f->is_connected)
		return;
	if (getsockopt(f->link.fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0 || error != 0) {
		try_next(f);
		return;
	}
	f->is_connected = true;
	link_resume(&f->link);
	link_secure(&f->link, f->request.tls, false, f->host);
	SSL_set_verify(f->link.starting, SSL_VERIFY_PEER, NULL);
}

static void
on_secure(void *owner)
{
	struct fetch *f = owner;
	f->is_asked = true;
	link_sendf(&f->link, "GET %s HTTP/1.0\r\nHost: %s\r\nAccept: text/plain\r\nUser-Agent: Postern\r\n\r\n", f->path, f->host);
}

static void
on_closed(void *owner)
{
	struct fetch *f = owner;
	if (!f->is_connected)
		try_next(f);
	else if (f->is_asked)
		look(f, true);
	else
		finish(f, FAULT_INPUT, BYTES_NONE, "its certificate is not for it, or the handshake failed");
}

static void
on_timeout(void *owner)
{
	try_next(owner);
}

static const struct link_ops ops = { on_input, on_writable, on_secure, on_timeout, on_closed };

static const struct dns_record *
address_at(const struct fetch *f, size_t index, sa_family_t *out_family)
{
	for (size_t i = 0; i < f->book.entries.count; i++) {
		const struct dns_answer *a = &f->book.entries.at[i].answer;
		if (a->status != DNS_OK)
			continue;
		if (index < a->records.count) {
			*out_family = f->book.entries.at[i].question.type == DNS_A ? AF_INET : AF_INET6;
			return &a->records.at[index];
		}
		index -= a->records.count;
	}
	return NULL;
}

static int
connect_to(const struct dns_record *r, sa_family_t family, uint16_t port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
	bool is_four = family == AF_INET;
	if (r->data.len != (is_four ? 4 : 16))
		return -1;
	memcpy(is_four ? (void *)&four.sin_addr : (void *)&six.sin6_addr, r->data.at, r->data.len);
	int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	const struct sockaddr *to = is_four ? (const struct sockaddr *)&four : (const struct sockaddr *)&six;
	if (fd >= 0 && connect(fd, to, is_four ? sizeof four : sizeof six) != 0 && errno != EINPROGRESS) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* The next address.  A link that failed stays on the stack of its own callback, so there is one try for each fetch once
 * a link was made. */
static void
try_next(struct fetch *f)
{
	const struct dns_record *r;
	sa_family_t family = AF_UNSPEC;
	int fd = -1;
	if (f->has_link) {
		finish(f, FAULT_LATER, BYTES_NONE, "it does not answer");
		return;
	}
	while (fd < 0 && (r = address_at(f, f->next_address, &family)) != NULL) {
		f->next_address++;
		fd = connect_to(r, family, f->request.port);
	}
	if (fd < 0) {
		finish(f, FAULT_LATER, BYTES_NONE, "it has no address that answers");
		return;
	}
	link_open(&f->link, f->request.loop, fd, &ops, f);
	f->has_link = true;
	link_pause(&f->link);
	/* A socket that connects is writable when it is connected, or has failed. */
	f->link.wants_write = true;
	f->link.is_writing = true;
	(void)event_add(&f->link.writing, NULL);
}

static void
on_addresses(void *arg)
{
	struct fetch *f = arg;
	f->asking = NULL;
	try_next(f);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	finish(arg, FAULT_LATER, BYTES_NONE, "it takes too long");
}

struct fetch *
fetch_start(const struct fetch_request *request, fetch_done *done, void *arg)
{
	static const struct timeval patience = { .tv_sec = FETCH_MS / 1000 };
	struct fetch *f = xcalloc(1, sizeof *f);
	*f = (struct fetch){ .request = *request, .arena = arena_new((size_t)1 << 20), .done = done, .arg = arg };
	(void)snprintf(f->host, sizeof f->host, "%s", request->host);
	(void)snprintf(f->path, sizeof f->path, "%s", request->path);
	buf_init(&f->answer, FETCH_HEAD_MAX + FETCH_BODY_MAX + 4);
	f->book.arena = f->arena;
	f->deadline = event_new(request->loop->base, -1, 0, on_deadline, f);
	must(f->deadline != NULL && event_add(f->deadline, &patience) == 0);
	(void)dns_look(&f->book, bytes_of_cstr(f->host), DNS_A);
	(void)dns_look(&f->book, bytes_of_cstr(f->host), DNS_AAAA);
	f->asking = dns_ask(request->resolver, &f->book, FETCH_MS / 4, on_addresses, f);
	return f;
}
