#include "keeper/service.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "wire/asking.h"

/* Questions of one peer before the others have their turn. */
#define TURN 64
/* Descriptors of a round that are no peers: the end, the control socket, the supervisor. */
#define FIXED 3

/* More than ever live at a time. */
#define GATES_REMEMBERED 256

/* A hold that waits for the commit, and who wants to know. */
struct waiting {
	struct wire_question head;
	int peer;
};

struct loop {
	const struct keeper_service *service;
	struct wire *wire;
	struct keeper_peer peers[KEEPER_PEERS_MAX];
	uint64_t jobs[KEEPER_PEERS_MAX][ASK_JOBS_MAX]; /* of each peer; 0: none */
	size_t count;
	struct hold holds[HOLDS_BATCH_MAX];
	struct waiting waiting[HOLDS_BATCH_MAX];
	size_t held;
	pid_t gates[GATES_REMEMBERED]; /* told by the supervisor, the dead among them */
	size_t gate_count;
	int arrivals; /* -1 once the supervisor is gone */
	bool is_orphan;
	struct wire_question said[WIRE_QUESTIONS_MAX]; /* answers to the frame that is read now, for one frame */
	size_t said_at[WIRE_QUESTIONS_MAX]; /* ... their bodies in `bodies` */
	size_t said_count;
	struct buf bodies, body;
	int said_to;
	struct arena *heads; /* of that frame */
	struct arena *batch; /* the waiting holds' events */
	struct arena *scratch;
};

static void
forget_answers(struct loop *l)
{
	l->said_count = 0;
	buf_clear(&l->bodies);
}

static void
drop(struct loop *l, int fd, const char *reason)
{
	if (l->said_to == fd)
		forget_answers(l);
	for (size_t i = 0; i < l->count; i++)
		if (l->peers[i].fd == fd) {
			if (reason != NULL)
				log_event(l->service->log, LOG_WARNING, "peer-dropped", LOG_CSTR("reason", reason));
			close(fd);
			l->peers[i].fd = -1;
			for (size_t k = 0; k < ASK_JOBS_MAX; k++)
				if (l->jobs[i][k] != 0)
					keeper_job_lost(l->service->keeper, l->jobs[i][k]);
		}
}

/* Who works on which job: what a gate leaves undone is due again when its socket closes. */
static void
note_job(struct loop *l, int fd, const struct wire_question *head, const void *question, const void *answer)
{
	const struct answer *said = answer;
	bool is_known = said->fault == 0 || (head->kind == ASK_DELIVERED && said->fault == (uint32_t)-FAULT_ABSENT);
	if (!is_known || (head->kind != ASK_JOB && head->kind != ASK_DELIVERED))
		return;
	uint64_t from = head->kind == ASK_JOB ? 0 : ((const struct ask_reply *)question)->job;
	uint64_t to = head->kind == ASK_JOB ? ((const struct answer_job *)answer)->job : 0;
	for (size_t i = 0; i < l->count; i++)
		for (size_t k = 0; k < ASK_JOBS_MAX && l->peers[i].fd == fd; k++)
			if (l->jobs[i][k] == from) {
				l->jobs[i][k] = to;
				return;
			}
}

/* The answers that have gathered, and the descriptors of the only one. */
static void
flush_answers(struct loop *l, const struct ask_fds *fds)
{
	if (l->said_count == 0)
		return;
	for (size_t i = 0; i < l->said_count; i++)
		l->said[i].body = bytes_slice(buf_bytes(&l->bodies), l->said_at[i],
		    i + 1 < l->said_count ? l->said_at[i + 1] : l->bodies.len);
	int fault = ask_send_all(l->wire, l->said_to, WIRE_ANSWER, l->said, l->said_count, fds);
	if (fault == FAULT_LATER) {
		struct pollfd p = { .fd = l->said_to, .events = POLLOUT };
		if (poll(&p, 1, KEEPER_SEND_MS) == 1)
			fault = ask_send_all(l->wire, l->said_to, WIRE_ANSWER, l->said, l->said_count, fds);
	}
	forget_answers(l);
	if (fault != 0)
		drop(l, l->said_to, fault == FAULT_LATER ? "does not take its answers" : NULL);
}

/* Into a frame with the others for the same peer where it fits; one with descriptors goes alone, and at once. */
static void
send_answer(struct loop *l, int fd, const struct wire_question *head, const void *answer, const struct ask_fds *fds)
{
	bool is_alone = fds != NULL && fds->count != 0;
	buf_clear(&l->body);
	ask_write(WIRE_ANSWER, head->kind, answer, &l->body);
	if (!buf_ok(&l->body)) {
		/* Larger than one may be: say so in its place.  Fault and sentence come first in every answer. */
		struct answer *sorry = xcalloc(1, ask_kinds[head->kind].answer->size);
		*sorry = (struct answer){ .fault = (uint32_t)-FAULT_LIMIT, .why = BYTES("the answer is too large") };
		is_alone = false;
		buf_clear(&l->body);
		ask_write(WIRE_ANSWER, head->kind, sorry, &l->body);
		free(sorry);
	}
	size_t octets = l->bodies.len + l->body.len + (l->said_count + 1) * ASKING_OVERHEAD;
	if (is_alone || l->said_to != fd || l->said_count == WIRE_QUESTIONS_MAX || octets > ASKING_TOGETHER_MAX)
		flush_answers(l, NULL);
	l->said_to = fd;
	l->said[l->said_count] = (struct wire_question){ .serial = head->serial, .kind = head->kind };
	l->said_at[l->said_count++] = l->bodies.len;
	buf_add(&l->bodies, buf_bytes(&l->body));
	if (is_alone)
		flush_answers(l, fds);
}

static void
commit_holds(struct loop *l)
{
	if (l->held == 0)
		return;
	hold_commit(keeper_quarantine(l->service->keeper), l->holds, l->held);
	for (size_t i = 0; i < l->held; i++) {
		const struct hold *h = &l->holds[i];
		struct answer answer = { .fault = (uint32_t)-h->fault };
		if (h->fault != 0) {
			answer.why = bytes_of_cstr(h->why.text);
			log_event(l->service->log, LOG_ERROR, "hold-failed", LOG_TEXT("message", h->event->id),
			    LOG_CSTR("fault", fault_name(h->fault)), LOG_CSTR("why", h->why.text));
		}
		send_answer(l, l->waiting[i].peer, &l->waiting[i].head, &answer, NULL);
	}
	l->held = 0;
	flush_answers(l, NULL);
	arena_reset(l->batch);
}

static void
answer_now(struct loop *l, int fd, const struct wire_question *head, const void *question, struct ask_fds *fds)
{
	const struct schema *schema = ask_kinds[head->kind].answer;
	void *answer = arena_get(l->scratch, 1, schema->size);
	must(answer != NULL); /* the largest question leaves room for it */
	keeper_answer(l->service->keeper, head->kind, question, fds, l->scratch, answer);
	note_job(l, fd, head, question, answer);
	if (head->kind != ASK_EVENT)
		send_answer(l, fd, head, answer, fds);
	for (size_t i = 0; i < fds->count; i++)
		close(fds->at[i]);
}

/* One question of the frame M; false when the peer is to be dropped. */
static bool
take_question(struct loop *l, const struct keeper_peer *peer, const struct wire_question *head, const struct wire_message *m)
{
	struct ask_fds fds = { .count = 0 };
	void *question;
	/* A hold's event must outlive the next question. */
	arena_reset(l->scratch);
	if ((peer->is_gate && !ask_kinds[head->kind].is_for_gate) || ask_read_one(WIRE_QUESTION, head, l->scratch, &question) != 0)
		return false;
	if (head->kind != ASK_HOLD) {
		/* Holds of the same batch come first: who asks for a list sees them. */
		commit_holds(l);
		/* whoever answers a question that came with descriptors leaves them to the message, and FDS empty */
		for (; fds.count < m->fd_count && fds.count < ask_kinds[head->kind].fds_in; fds.count++)
			fds.at[fds.count] = m->fds[fds.count];
		if (head->kind == ASK_LESSON && peer->is_gate) {
			/* Taken over, it may not speak as the operator. */
			struct ask_lesson *lesson = question;
			lesson->teacher = lesson->teacher == TEACHER_OPERATOR ? TEACHER_SERVICE : lesson->teacher;
		}
		if (head->kind == ASK_FORGET)
			((struct ask_forget *)question)->is_by_gate = peer->is_gate;
		answer_now(l, peer->fd, head, question, &fds);
		return true;
	}
	if (ask_read_one(WIRE_QUESTION, head, l->batch, &question) != 0) {
		commit_holds(l);
		if (ask_read_one(WIRE_QUESTION, head, l->batch, &question) != 0)
			return false;
	}
	for (; fds.count < m->fd_count; fds.count++)
		fds.at[fds.count] = m->fds[fds.count];
	l->waiting[l->held] = (struct waiting){ .head = { .serial = head->serial, .kind = head->kind }, .peer = peer->fd };
	keeper_hold(l->service->keeper, &l->holds[l->held++], question, &fds);
	if (l->held == HOLDS_BATCH_MAX)
		commit_holds(l);
	return true;
}

/* All questions of a frame; their answers go together.  False when the peer is to be dropped. */
static bool
take_frame(struct loop *l, size_t which, const struct wire_message *m)
{
	struct keeper_peer peer = l->peers[which];
	struct wire_questions said;
	arena_reset(l->heads);
	bool ok = ask_read_all(m, l->heads, &said) == 0;
	for (size_t i = 0; ok && i < said.all.count && l->peers[which].fd >= 0; i++)
		ok = take_question(l, &peer, &said.all.at[i], m);
	flush_answers(l, NULL);
	return ok;
}

static void
drain(struct loop *l, size_t which)
{
	int fd = l->peers[which].fd;
	for (int turn = 0; turn < TURN && l->peers[which].fd >= 0; turn++) {
		struct wire_message m;
		int got = wire_recv(l->wire, fd, &m);
		if (got == 0)
			return;
		if (got < 0) {
			drop(l, fd, got == FAULT_INPUT ? "not a message" : NULL);
			return;
		}
		if (!take_frame(l, which, &m))
			drop(l, fd, "not a question it may ask");
		wire_message_done(&m);
		/* Only holds gain by being many: what else is there wakes us again, and asking whether it is would cost as much. */
		if (l->held == 0)
			return;
	}
}

/* A gate with a next hop behind a Unix socket can open Unix sockets, and may be of our own user: taken over, it must
 * not pose as a command-line tool.  It cannot change its process id, nor have children. */
static bool
is_gate(const struct loop *l, pid_t pid)
{
	for (size_t i = 0; i < l->gate_count && i < GATES_REMEMBERED; i++)
		if (l->gates[i] == pid)
			return true;
	return false;
}

static void
accept_peer(struct loop *l)
{
	int fd = accept4(l->service->control, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct ucred who;
	socklen_t len = sizeof who;
	if (fd < 0)
		return;
	bool is_ours = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 &&
	               (who.uid == 0 || who.uid == geteuid()) && !is_gate(l, who.pid);
	if (!is_ours || l->count == KEEPER_PEERS_MAX) {
		close(fd);
		return;
	}
	l->peers[l->count++] = (struct keeper_peer){ .fd = fd };
}

/* The supervisor brings the socket of a gate. */
static void
take_arrival(struct loop *l)
{
	struct wire_message m;
	struct wire_peer peer = { 0 };
	int got = wire_recv(l->wire, l->arrivals, &m);
	if (got == FAULT_ABSENT || got == FAULT_SYSTEM) {
		/* The supervisor died: its next self starts a keeper that needs our directory.  We end with the last gate. */
		l->arrivals = -1;
		l->is_orphan = true;
	}
	if (got != 1)
		return;
	arena_reset(l->scratch);
	if (m.type == WIRE_PEER && wire_read(&m, l->scratch, &peer) == 0 && peer.kind == WIRE_PEER_GATE &&
	    l->count < KEEPER_PEERS_MAX && fd_nonblocking(m.fds[0], true) == 0) {
		l->gates[l->gate_count++ % GATES_REMEMBERED] = (pid_t)peer.pid;
		l->peers[l->count++] = (struct keeper_peer){ .fd = fd_take(&m.fds[0]), .is_gate = true };
	}
	wire_message_done(&m);
}

static void
forget_dropped(struct loop *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->count; i++)
		if (l->peers[i].fd >= 0) {
			memmove(l->jobs[kept], l->jobs[i], sizeof l->jobs[i]);
			l->peers[kept++] = l->peers[i];
		}
	memset(l->jobs[kept], 0, (l->count - kept) * sizeof l->jobs[0]);
	l->count = kept;
}

/* One round; 1 to go on, 0 to end, or a fault. */
static int
turn(struct loop *l)
{
	struct pollfd polls[KEEPER_PEERS_MAX + FIXED];
	int wait = keeper_tick(l->service->keeper, clock_steady_us() / 1000);
	polls[0] = (struct pollfd){ .fd = l->service->stop, .events = POLLIN };
	polls[1] = (struct pollfd){ .fd = l->count < KEEPER_PEERS_MAX ? l->service->control : -1, .events = POLLIN };
	polls[2] = (struct pollfd){ .fd = l->arrivals, .events = POLLIN };
	for (size_t i = 0; i < l->count; i++)
		polls[i + FIXED] = (struct pollfd){ .fd = l->peers[i].fd, .events = POLLIN };
	if (poll(polls, l->count + FIXED, wait) < 0)
		return errno == EINTR ? 1 : FAULT_SYSTEM;
	if (polls[0].revents != 0)
		return 0;
	size_t count = l->count;
	for (size_t i = 0; i < count; i++)
		if (polls[i + FIXED].revents != 0 && l->peers[i].fd >= 0)
			drain(l, i);
	commit_holds(l);
	if (polls[1].revents != 0)
		accept_peer(l);
	if (polls[2].revents != 0)
		take_arrival(l);
	forget_dropped(l);
	if (quarantine_is_sick(keeper_quarantine(l->service->keeper)))
		return FAULT_SYSTEM;
	return l->count != 0 || (l->service->control >= 0 && !l->is_orphan);
}

int
keeper_serve(const struct keeper_service *service)
{
	struct loop *l = xcalloc(1, sizeof *l);
	l->service = service;
	l->arrivals = service->arrivals > 0 ? service->arrivals : -1;
	l->wire = wire_new(WIRE_TO_KEEPER);
	l->said_to = -1;
	buf_init(&l->bodies, ASK_OCTETS_MAX + WIRE_FRAME_MAX);
	buf_init(&l->body, ASK_OCTETS_MAX);
	l->heads = arena_new((size_t)64 << 10);
	l->batch = arena_new((size_t)64 << 20);
	l->scratch = arena_new(ASK_ARENA_MAX + ((size_t)16 << 20));
	must(service->peer_count <= KEEPER_PEERS_MAX);
	for (; l->count < service->peer_count; l->count++) {
		l->peers[l->count] = service->peers[l->count];
		must(fd_nonblocking(l->peers[l->count].fd, true) == 0);
	}
	int going = 1;
	while (going == 1)
		going = turn(l);
	if (going == FAULT_SYSTEM)
		log_event(service->log, LOG_ERROR, "keeper-ends", LOG_CSTR("reason", "the disk failed"));
	for (size_t i = 0; i < l->count; i++)
		close(l->peers[i].fd);
	wire_free(l->wire);
	buf_done(&l->bodies);
	buf_done(&l->body);
	arena_free(l->heads);
	arena_free(l->batch);
	arena_free(l->scratch);
	free(l);
	return going;
}
