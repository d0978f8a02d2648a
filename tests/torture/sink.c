/* sink: the mail system behind the gateway.  Takes every message whose SMTP is faultless, writes one line for
 * each before it answers 250, and says what was not faultless.
 *
 * A line: RUN-NUMBER RECIPIENTS BODYHASH OCTETS, the identity from X-Ledger, the recipients separated by
 * commas, the hash over the body (behind the empty line) as it stands after the dots were unstuffed.  Lines
 * "! reason" are what a strict receiver must never see: bare CR or LF, a message without X-Ledger, more than one.
 * --keep=DIR keeps every message as a file. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { COMMAND_MAX = 4096, OUT_MAX = 4096, RECIPIENTS_MAX = 4096, HEAD_MAX = 262144 };

struct session {
	int fd;
	bool in_data, has_mail;
	char line[COMMAND_MAX];
	size_t line_len;
	char recipients[RECIPIENTS_MAX];
	size_t recipients_len;
	/* of the message under way */
	char *head;              /* the header so far, then NULL-terminated */
	size_t head_len, octets;
	bool in_body, had_bare;
	unsigned char last[5];   /* the five octets before, for "\r\n.\r\n" */
	uint64_t hash;
	bool at_line_start, skip_dot;
	FILE *copy;
};

static FILE *record;
static const char *keep;
static unsigned long kept;
static int epoll;

static void
end_session(struct session *s)
{
	close(s->fd);
	free(s->head);
	if (s->copy != NULL)
		fclose(s->copy);
	free(s);
}

static bool
say(struct session *s, const char *text)
{
	size_t len = strlen(text);
	return send(s->fd, text, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static void
forget(struct session *s)
{
	s->has_mail = s->in_data = false;
	s->recipients_len = 0;
	s->recipients[0] = 0;
}

static void
begin_data(struct session *s)
{
	s->in_data = true;
	s->in_body = s->had_bare = s->skip_dot = false;
	s->at_line_start = true;
	s->head_len = s->octets = 0;
	s->hash = UINT64_C(0xcbf29ce484222325);
	memcpy(s->last, "\0\0\0\r\n", 5);
	if (s->head == NULL)
		s->head = malloc(HEAD_MAX + 1);
	if (s->head == NULL)
		abort();
	if (keep != NULL) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%06lu.eml", keep, kept++);
		s->copy = fopen(path, "we");
	}
}

static bool
finish(struct session *s)
{
	s->head[s->head_len] = 0;
	char id[128] = "-";
	unsigned found = 0;
	for (char *at = s->head; (at = strcasestr(at, "\nX-Ledger:")) != NULL; at += 10, found++)
		if (sscanf(at + 10, " %127s", id) != 1)
			strcpy(id, "-");
	if (s->had_bare)
		fprintf(record, "! bare CR or LF in %s\n", id);
	if (found != 1)
		fprintf(record, "! %u X-Ledger lines in one message (%s)\n", found, id);
	fprintf(record, "%s %s %016llx %zu\n", id, s->recipients, (unsigned long long)s->hash, s->octets);
	fflush(record);
	if (s->copy != NULL)
		fclose(s->copy);
	s->copy = NULL;
	forget(s);
	return say(s, "250 2.0.0 kept\r\n");
}

/* One octet of a message.  The end is CR LF . CR LF and nothing else. */
static bool
data_octet(struct session *s, unsigned char c)
{
	memmove(s->last, s->last + 1, 4);
	s->last[4] = c;
	if (memcmp(s->last, "\r\n.\r\n", 5) == 0)
		return finish(s);
	if (c == '\n' && s->last[3] != '\r')
		s->had_bare = true;
	if (s->last[3] == '\r' && c != '\n')
		s->had_bare = true;
	/* Octets are counted one line end late, so that the dot of the end is never part of the body. */
	if (s->at_line_start && c == '.') {
		s->at_line_start = false;
		s->skip_dot = true;
		return true;
	}
	if (s->skip_dot) {
		s->skip_dot = false;
		if (c == '\r')  /* perhaps the end; if not, the dot was a stuffed one all the same */
			return true;
	}
	s->octets++;
	if (s->copy != NULL)
		putc(c, s->copy);
	if (s->in_body) {
		s->hash = (s->hash ^ c) * UINT64_C(0x100000001b3);
	} else {
		if (s->head_len < HEAD_MAX)
			s->head[s->head_len++] = (char)c;
		if (memcmp(s->last + 1, "\r\n\r\n", 4) == 0)
			s->in_body = true;
	}
	s->at_line_start = c == '\n' && s->last[3] == '\r';
	return true;
}

static bool
command(struct session *s)
{
	char *at;
	s->line[s->line_len] = 0;
	if (strncasecmp(s->line, "EHLO", 4) == 0 || strncasecmp(s->line, "LHLO", 4) == 0) {
		forget(s);
		return say(s, "250-sink.example.com\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 100000000\r\n");
	}
	if (strncasecmp(s->line, "HELO", 4) == 0 || strncasecmp(s->line, "RSET", 4) == 0) {
		forget(s);
		return say(s, "250 2.0.0 ok\r\n");
	}
	if (strncasecmp(s->line, "NOOP", 4) == 0)
		return say(s, "250 2.0.0 ok\r\n");
	if (strncasecmp(s->line, "MAIL FROM:", 10) == 0) {
		if (s->has_mail)
			return say(s, "503 5.5.1 nested MAIL\r\n");
		s->has_mail = true;
		return say(s, "250 2.1.0 ok\r\n");
	}
	if (strncasecmp(s->line, "RCPT TO:<", 9) == 0 && (at = strchr(s->line, '>')) != NULL) {
		size_t len = (size_t)(at - s->line) - 9;
		if (!s->has_mail)
			return say(s, "503 5.5.1 MAIL first\r\n");
		if (s->recipients_len + len + 2 > sizeof s->recipients)
			return say(s, "452 4.5.3 too many\r\n");
		if (s->recipients_len > 0)
			s->recipients[s->recipients_len++] = ',';
		memcpy(s->recipients + s->recipients_len, s->line + 9, len);
		s->recipients_len += len;
		s->recipients[s->recipients_len] = 0;
		return say(s, "250 2.1.5 ok\r\n");
	}
	if (strncasecmp(s->line, "DATA", 4) == 0) {
		if (s->recipients_len == 0)
			return say(s, "503 5.5.1 RCPT first\r\n");
		begin_data(s);
		return say(s, "354 go\r\n");
	}
	if (strncasecmp(s->line, "QUIT", 4) == 0) {
		(void)say(s, "221 2.0.0 bye\r\n");
		return false;
	}
	return say(s, "502 5.5.1 what?\r\n");
}

static bool
readable(struct session *s)
{
	char in[65536];
	ssize_t n = recv(s->fd, in, sizeof in, 0);
	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	for (ssize_t i = 0; i < n; i++) {
		if (s->in_data) {
			if (!data_octet(s, (unsigned char)in[i]))
				return false;
		} else if (in[i] == '\n') {
			if (s->line_len > 0 && s->line[s->line_len - 1] == '\r')
				s->line_len--;
			else
				fprintf(record, "! bare LF behind a command\n");
			bool go_on = command(s);
			s->line_len = 0;
			if (!go_on)
				return false;
		} else if (s->line_len + 1 < sizeof s->line) {
			s->line[s->line_len++] = in[i];
		}
	}
	return true;
}

int
main(int argc, char **argv)
{
	static const struct option names[] = { { "port", 1, 0, 'p' }, { "record", 1, 0, 'r' }, { "keep", 1, 0, 'k' }, { 0 } };
	uint16_t port = 0;
	for (int c; (c = getopt_long(argc, argv, "", names, NULL)) != -1;)
		switch (c) {
		case 'p': port = (uint16_t)strtoul(optarg, NULL, 10); break;
		case 'r': record = fopen(optarg, "ae"); break;
		case 'k': keep = optarg; break;
		default: return 2;
		}
	if (record == NULL) {
		fprintf(stderr, "sink --port=N --record=FILE [--keep=DIR]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 1024) != 0) {
		perror("sink");
		return 1;
	}
	epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event e = { .events = EPOLLIN };
	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
	for (;;) {
		struct epoll_event events[256];
		int n = epoll_wait(epoll, events, 256, -1);
		for (int i = 0; i < n; i++) {
			struct session *s = events[i].data.ptr;
			if (s != NULL) {
				if (!readable(s))
					end_session(s);
				continue;
			}
			s = calloc(1, sizeof *s);
			if (s == NULL || (s->fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) < 0) {
				free(s);
				continue;
			}
			setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
			e.data.ptr = s;
			if (epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &e) != 0 || !say(s, "220 sink.example.com ESMTP\r\n"))
				end_session(s);
		}
	}
}
