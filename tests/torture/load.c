/* load: send messages over SMTP as fast as the other side takes them, and write down what was answered.
 *
 * Every message has an identity and a body that can be made again from it.  One line of the ledger for each
 * attempt, written before anything else happens: ID RCPTS BODYHASH RESULT CODE MILLISECONDS, where RESULT is
 * 2xx, 4xx, 5xx, lost-before (the connection ended before the final dot was sent: nobody may have accepted) or
 * lost-after (it ended behind the dot: nobody can know).  What was not answered 2xx or 5xx is tried again,
 * as a mail server would, until --seconds have passed.
 *
 * Test program: it knows nothing of the gateway's code, so that a mistake cannot be on both sides. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REPLY_MAX = 8192, RECIPIENTS_MAX = 3, PAUSE_MS = 100, LINE = 76 };

enum state { IDLE, WAITING, CONNECTING, GREETING, EHLO, MAIL, RCPT, DATA, BODY, END, QUIT };
enum result { R_2XX, R_4XX, R_5XX, R_BEFORE, R_AFTER, R_COUNT };
static const char *const result_names[] = { "2xx", "4xx", "5xx", "lost-before", "lost-after" };

struct message {
	uint32_t number;
	uint32_t attempts;
	uint8_t recipients;
	bool is_spam;
	uint64_t hash;
	size_t size;
};

struct session {
	enum state state;
	int fd;
	struct message *message;
	unsigned rcpt;
	unsigned sent_messages;
	int64_t due_ms;      /* WAITING: when to connect; else: when to give up */
	int64_t begin_ms;
	char reply[REPLY_MAX];
	size_t reply_len;
	char *out;
	size_t out_len, out_at;
	bool data_accepted;
};

static struct {
	struct sockaddr_in to;
	const char *run;
	const char *domain;
	unsigned messages, sessions, per_connection, spam_percent, seed;
	size_t size_min, size_max;
	int64_t seconds, reply_ms;
	double rate;
	FILE *ledger;
} option = { .run = "t", .domain = "example.com", .messages = 1000, .sessions = 20, .per_connection = 5,
	.size_min = 500, .size_max = 10240, .seconds = 300, .reply_ms = 60000 };

static struct message *messages;
static struct message **todo; /* a ring of what waits */
static unsigned todo_head, todo_count, finished;
static uint64_t counts[R_COUNT], refused_connections, retries;
static uint32_t *latencies;
static unsigned latency_count;
static int epoll;
static int64_t started_ms;
static volatile sig_atomic_t stopping;

static int64_t
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static uint64_t
next_random(uint64_t *state)
{
	*state += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = *state;
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* FNV-1a of the body as it stands before dot-stuffing: the sink hashes what it has unstuffed. */
static uint64_t
hash_of(const char *at, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)at[i]) * UINT64_C(0x100000001b3);
	return h;
}

/* The body of MESSAGE: lines of letters, some with dots in front; *stuffed is what goes over the wire. */
static char *
make_mail(struct message *m, size_t *len)
{
	static const char gtube[] = "XJS*C4JDBQADN1.NSBN3*2IDNEN*" "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n";
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz     ,ABCDEFGHIJ0123456789.....";
	uint64_t random = ((uint64_t)option.seed << 32) ^ m->number;
	size_t room = m->size + m->size / 8 + 4096;
	char *body = malloc(room), *mail = malloc(room * 2 + 2048);
	if (body == NULL || mail == NULL)
		abort();
	size_t n = 0;
	if (m->is_spam) {
		memcpy(body, gtube, sizeof gtube - 1);
		n = sizeof gtube - 1;
	}
	while (n < m->size) {
		size_t line = next_random(&random) % LINE;
		for (size_t i = 0; i < line; i++)
			body[n++] = alphabet[next_random(&random) % (sizeof alphabet - 1)];
		body[n++] = '\r';
		body[n++] = '\n';
	}
	m->hash = hash_of(body, n);
	int head = snprintf(mail, 2048,
	    "From: Load <load@example.net>\r\nTo: <r0.%s-%u@%s>\r\nSubject: ledger %s-%u\r\n"
	    "Date: Mon, 16 Nov 2026 10:00:00 +0000\r\nMessage-ID: <%s-%u@example.net>\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\nX-Ledger: %s-%u\r\n\r\n",
	    option.run, m->number, option.domain, option.run, m->number, option.run, m->number, option.run, m->number);
	size_t at = (size_t)head;
	for (size_t i = 0; i < n; i++) {
		if (body[i] == '.' && (i == 0 || body[i - 1] == '\n'))
			mail[at++] = '.';
		mail[at++] = body[i];
	}
	memcpy(mail + at, ".\r\n", 3);
	*len = at + 3;
	free(body);
	return mail;
}

static void
put_back(struct message *m)
{
	todo[(todo_head + todo_count++) % option.messages] = m;
}

static void
note(struct session *s, enum result result, int code)
{
	struct message *m = s->message;
	int64_t took = now_ms() - s->begin_ms;
	counts[result]++;
	fprintf(option.ledger, "%s-%u %u %016llx %s %d %lld\n", option.run, m->number, m->recipients,
	    (unsigned long long)m->hash, result_names[result], code, (long long)took);
	m->attempts++;
	s->message = NULL;
	if (result == R_2XX || result == R_5XX) {
		finished++;
		if (result == R_2XX)
			latencies[latency_count++] = (uint32_t)took;
	} else {
		retries++;
		put_back(m);
	}
}

static void
watch(struct session *s, bool writing)
{
	struct epoll_event e = { .events = EPOLLIN | (writing ? (uint32_t)EPOLLOUT : 0), .data.ptr = s };
	epoll_ctl(epoll, EPOLL_CTL_MOD, s->fd, &e);
}

/* End the connection.  Whatever was under way is lost, before or behind the dot. */
static void
hang_up(struct session *s, bool is_clean)
{
	if (s->message != NULL)
		note(s, s->state == END ? R_AFTER : R_BEFORE, 0);
	if (s->fd >= 0)
		close(s->fd);
	free(s->out);
	*s = (struct session){ .state = WAITING, .fd = -1, .due_ms = now_ms() + (is_clean ? 0 : PAUSE_MS) };
}

static void
flush(struct session *s)
{
	while (s->out_at < s->out_len) {
		ssize_t n = send(s->fd, s->out + s->out_at, s->out_len - s->out_at, MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			watch(s, true);
			return;
		}
		if (n < 0) {
			hang_up(s, false);
			return;
		}
		s->out_at += (size_t)n;
	}
	free(s->out);
	s->out = NULL;
	s->out_len = s->out_at = 0;
	if (s->state == BODY)
		s->state = END;
	watch(s, false);
}

static void
say(struct session *s, enum state state, char *text, size_t len)
{
	s->state = state;
	s->out = text;
	s->out_len = len;
	s->out_at = 0;
	/* From here the dot may be with the other side, even when only a part of it was taken. */
	s->due_ms = now_ms() + option.reply_ms;
	flush(s);
}

static void
say_line(struct session *s, enum state state, const char *line)
{
	char *copy = strdup(line);
	if (copy == NULL)
		abort();
	say(s, state, copy, strlen(copy));
}

static bool
allowed_now(void)
{
	uint64_t begun = finished + counts[R_4XX];
	return option.rate <= 0 || (double)begun < option.rate * (double)(now_ms() - started_ms) / 1000.0;
}

static void
next_message(struct session *s)
{
	if (s->sent_messages >= option.per_connection) {
		say_line(s, QUIT, "QUIT\r\n");
		return;
	}
	if (todo_count == 0 || !allowed_now()) {
		s->state = IDLE;
		s->due_ms = now_ms() + 20;
		return;
	}
	s->message = todo[todo_head];
	todo_head = (todo_head + 1) % option.messages;
	todo_count--;
	s->sent_messages++;
	s->rcpt = 0;
	s->begin_ms = now_ms();
	say_line(s, MAIL, "MAIL FROM:<load@example.net>\r\n");
}

static void
say_rcpt(struct session *s)
{
	char line[256];
	snprintf(line, sizeof line, "RCPT TO:<r%u.%s-%u@%s>\r\n", s->rcpt, option.run, s->message->number, option.domain);
	say_line(s, RCPT, line);
}

static void
refused(struct session *s, int code)
{
	if (s->message != NULL)
		note(s, code >= 500 ? R_5XX : R_4XX, code);
	hang_up(s, false);
}

/* One complete reply has come. */
static void
reply(struct session *s, int code)
{
	switch (s->state) {
	case GREETING:
		if (code != 220) {
			refused_connections++;
			hang_up(s, false);
			return;
		}
		say_line(s, EHLO, "EHLO load.example.net\r\n");
		return;
	case EHLO:
		if (code != 250)
			hang_up(s, false);
		else
			next_message(s);
		return;
	case MAIL:
		if (code != 250)
			refused(s, code);
		else
			say_rcpt(s);
		return;
	case RCPT:
		if (code / 100 != 2)
			refused(s, code);
		else if (++s->rcpt < s->message->recipients)
			say_rcpt(s);
		else
			say_line(s, DATA, "DATA\r\n");
		return;
	case DATA:
		if (code != 354) {
			refused(s, code);
		} else {
			size_t len;
			char *mail = make_mail(s->message, &len);
			say(s, BODY, mail, len);
		}
		return;
	case BODY: /* an answer before we have finished: only a refusal makes sense */
		if (code / 100 == 2) {
			fprintf(stderr, "load: 2xx before the end of a message\n");
			exit(1);
		}
		refused(s, code);
		return;
	case END:
		if (code / 100 == 2) {
			note(s, R_2XX, code);
			next_message(s);
		} else {
			note(s, code >= 500 ? R_5XX : R_4XX, code);
			if (code == 421)
				hang_up(s, false);
			else
				next_message(s);
		}
		return;
	default:
		hang_up(s, true);
	}
}

static void
readable(struct session *s)
{
	ssize_t n = recv(s->fd, s->reply + s->reply_len, sizeof s->reply - 1 - s->reply_len, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		hang_up(s, s->state == QUIT);
		return;
	}
	s->reply_len += (size_t)n;
	s->reply[s->reply_len] = 0;
	int fd = s->fd;
	char *newline;
	while (s->fd == fd && (newline = memchr(s->reply, '\n', s->reply_len)) != NULL) {
		bool is_last = newline - s->reply >= 4 && s->reply[3] == ' ';
		int code = (int)strtol(s->reply, NULL, 10);
		s->reply_len -= (size_t)(newline + 1 - s->reply);
		memmove(s->reply, newline + 1, s->reply_len);
		if (is_last)
			reply(s, code);
	}
	if (s->fd == fd && s->reply_len >= sizeof s->reply - 1)
		hang_up(s, false);
}

static void
open_connection(struct session *s)
{
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd < 0) {
		perror("load: socket");
		exit(1);
	}
	int one = 1;
	setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(s->fd, (struct sockaddr *)&option.to, sizeof option.to) != 0 && errno != EINPROGRESS) {
		refused_connections++;
		hang_up(s, false);
		return;
	}
	s->state = GREETING;
	s->due_ms = now_ms() + option.reply_ms;
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = s };
	epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &e);
}

static void
tick(struct session *s)
{
	int64_t now = now_ms();
	if (now < s->due_ms)
		return;
	if (s->state == WAITING) {
		if (todo_count > 0 && allowed_now())
			open_connection(s);
	} else if (s->state == IDLE) {
		if (todo_count > 0 && allowed_now())
			next_message(s);
	} else {
		if (s->state == GREETING)
			refused_connections++;
		hang_up(s, false);
	}
}

static int
by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static void
stop(int number)
{
	(void)number;
	stopping = 1;
}

static void
usage(void)
{
	fprintf(stderr, "load --to=HOST:PORT --ledger=FILE [--run=NAME] [--messages=N] [--sessions=N] [--per-connection=N]\n"
	    "     [--size=MIN-MAX] [--spam=PERCENT] [--rate=PER_SECOND] [--seconds=N] [--reply=SECONDS] [--seed=N]\n");
	exit(2);
}

static void
options(int argc, char **argv)
{
	static const struct option names[] = { { "to", 1, 0, 't' }, { "ledger", 1, 0, 'l' }, { "run", 1, 0, 'r' },
		{ "messages", 1, 0, 'm' }, { "sessions", 1, 0, 's' }, { "per-connection", 1, 0, 'p' },
		{ "size", 1, 0, 'z' }, { "spam", 1, 0, 'x' }, { "rate", 1, 0, 'R' }, { "seconds", 1, 0, 'S' },
		{ "reply", 1, 0, 'w' }, { "seed", 1, 0, 'e' }, { "domain", 1, 0, 'd' }, { 0 } };
	for (int c; (c = getopt_long(argc, argv, "", names, NULL)) != -1;) {
		char *rest = NULL;
		unsigned long number = optarg ? strtoul(optarg, &rest, 10) : 0;
		switch (c) {
		case 't':
			rest = strrchr(optarg, ':');
			if (rest == NULL)
				usage();
			*rest = 0;
			option.to.sin_family = AF_INET;
			option.to.sin_port = htons((uint16_t)strtoul(rest + 1, NULL, 10));
			if (inet_pton(AF_INET, optarg, &option.to.sin_addr) != 1)
				usage();
			break;
		case 'l': option.ledger = fopen(optarg, "we"); break;
		case 'r': option.run = optarg; break;
		case 'd': option.domain = optarg; break;
		case 'm': option.messages = (unsigned)number; break;
		case 's': option.sessions = (unsigned)number; break;
		case 'p': option.per_connection = (unsigned)number; break;
		case 'x': option.spam_percent = (unsigned)number; break;
		case 'R': option.rate = strtod(optarg, NULL); break;
		case 'S': option.seconds = (int64_t)number; break;
		case 'w': option.reply_ms = (int64_t)number * 1000; break;
		case 'e': option.seed = (unsigned)number; break;
		case 'z':
			option.size_min = option.size_max = number;
			if (*rest == '-')
				option.size_max = strtoul(rest + 1, NULL, 10);
			break;
		default: usage();
		}
	}
	if (option.ledger == NULL || option.to.sin_port == 0 || option.messages == 0 || option.sessions == 0 ||
	    option.size_max < option.size_min)
		usage();
}

int
main(int argc, char **argv)
{
	options(argc, argv);
	setvbuf(option.ledger, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	messages = calloc(option.messages, sizeof *messages);
	todo = calloc(option.messages, sizeof *todo);
	latencies = calloc(option.messages, sizeof *latencies);
	struct session *sessions = calloc(option.sessions, sizeof *sessions);
	if (messages == NULL || todo == NULL || latencies == NULL || sessions == NULL)
		abort();
	uint64_t random = option.seed + 1;
	for (unsigned i = 0; i < option.messages; i++) {
		messages[i] = (struct message){ .number = i, .recipients = (uint8_t)(1 + next_random(&random) % RECIPIENTS_MAX),
			.is_spam = next_random(&random) % 100 < option.spam_percent,
			.size = option.size_min + next_random(&random) % (option.size_max - option.size_min + 1) };
		put_back(&messages[i]);
	}
	for (unsigned i = 0; i < option.sessions; i++)
		sessions[i] = (struct session){ .state = WAITING, .fd = -1 };
	epoll = epoll_create1(EPOLL_CLOEXEC);
	started_ms = now_ms();
	int64_t last_tick = 0;
	while (finished < option.messages && now_ms() - started_ms < option.seconds * 1000 && !stopping) {
		struct epoll_event events[256];
		int n = epoll_wait(epoll, events, 256, 10);
		for (int i = 0; i < n; i++) {
			struct session *s = events[i].data.ptr;
			int fd = s->fd;
			if (events[i].events & EPOLLOUT)
				flush(s);
			if (s->fd == fd && events[i].events & ~(uint32_t)EPOLLOUT)
				readable(s);
		}
		if (now_ms() - last_tick >= 10) {
			last_tick = now_ms();
			for (unsigned i = 0; i < option.sessions; i++)
				tick(&sessions[i]);
		}
	}
	/* What is under way now has no answer: say so, the checker must know. */
	for (unsigned i = 0; i < option.sessions; i++)
		if (sessions[i].message != NULL)
			hang_up(&sessions[i], false);
	fclose(option.ledger);
	qsort(latencies, latency_count, sizeof *latencies, by_size);
	double seconds = (double)(now_ms() - started_ms) / 1000.0;
	printf("{\"messages\":%u,\"finished\":%u,\"seconds\":%.2f,\"refused_connections\":%llu,\"retries\":%llu",
	    option.messages, finished, seconds, (unsigned long long)refused_connections, (unsigned long long)retries);
	for (int i = 0; i < R_COUNT; i++)
		printf(",\"%s\":%llu", result_names[i], (unsigned long long)counts[i]);
	printf(",\"p50_ms\":%u,\"p99_ms\":%u,\"max_ms\":%u}\n", latency_count ? latencies[latency_count / 2] : 0,
	    latency_count ? latencies[latency_count * 99 / 100] : 0, latency_count ? latencies[latency_count - 1] : 0);
	return finished == option.messages ? 0 : 1;
}
