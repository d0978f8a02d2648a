#include <dirent.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/keeping.h"
#include "cli/options.h"
#include "cli/save.h"
#include "identity/sign.h"
#include "learn/model.h"
#include "sys/durable.h"
#include "sys/fd.h"

/* What was taken, DATA/models/N.model, numbered in the order of the taking; DATA/models/in-use.model is a copy of one of
 * them, so that there is never a moment without it.  A year of monthly models. */
enum { KEPT_MAX = 12, VERSION_MAX = 999999, VERSIONS_MAX = 1000, KEY_FILE_MAX = 16384 };

struct version {
	uint32_t number;
	struct model *model; /* NULL: it cannot be used */
	struct why why;
};

struct model_command {
	const char *config;
	const char *data;
	const char *key;
	const char *name; /* the argument behind the command's; NULL: none */
	struct conf conf;
	int directory; /* of the models; -1: there is none yet */
	char path[4200];
	struct version versions[VERSIONS_MAX]; /* ascending */
	size_t count;
	struct model *in_use; /* NULL: the one that is built in */
	struct why why;
};

static int
failed(const struct model_command *k)
{
	(void)fprintf(stderr, "postern model: %s\n", k->why.text);
	return CLI_UNREAD;
}

static void
print_hex(struct bytes octets)
{
	for (size_t i = 0; i < octets.len; i++)
		(void)printf("%02x", octets.at[i]);
}

static struct model_trust
trust_of(const struct model_command *k)
{
	return (struct model_trust){ k->conf.server.model_keys.at, k->conf.server.model_keys.count };
}

/* Taken models must be signed: where the configuration names no key, nobody can have. */
static int
check(struct model_command *k, const struct model *m)
{
	const struct model_trust trust = trust_of(k);
	if (trust.count == 0)
		return why_set(&k->why, FAULT_CONFIG, "[server] model_keys does not say whose models are taken; `postern model key` makes a key");
	return model_check_trust(m, &trust, &k->why);
}

static bool
is_same(const struct model *a, const struct model *b)
{
	return a != NULL && b != NULL && bytes_equal(model_digest(a), model_digest(b));
}

static int
by_number(const void *a, const void *b)
{
	uint32_t x = ((const struct version *)a)->number, y = ((const struct version *)b)->number;
	return (x > y) - (x < y);
}

static void
file_name(uint32_t number, char out[32])
{
	(void)snprintf(out, 32, "%u.model", number);
}

static int
open_version(int directory, const char *name, struct model **out, struct why *why)
{
	OWN_FD int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	return fd < 0 ? why_system(why, name) : model_open_fd(fd, name, out, why);
}

static void
read_versions(struct model_command *k)
{
	const char *data = k->data != NULL ? k->data : (const char *)k->conf.server.data.at;
	struct why why;
	struct dirent *e;
	(void)snprintf(k->path, sizeof k->path, "%s/models", data);
	k->directory = open(k->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = k->directory < 0 ? NULL : opendir(k->path);
	while (d != NULL && k->count < VERSIONS_MAX && (e = readdir(d)) != NULL) {
		uint64_t number;
		struct bytes name = bytes_of_cstr(e->d_name), digits = bytes_to(name, bytes_find_octet(name, '.'));
		if (!bytes_equal(bytes_from(name, digits.len), BYTES(".model")) || bytes_number(digits, VERSION_MAX, &number) != 0)
			continue;
		struct version *v = &k->versions[k->count++];
		v->number = (uint32_t)number;
		(void)open_version(k->directory, e->d_name, &v->model, &v->why);
	}
	if (d != NULL)
		(void)closedir(d);
	qsort(k->versions, k->count, sizeof *k->versions, by_number);
	if (k->directory >= 0)
		(void)open_version(k->directory, "in-use.model", &k->in_use, &why);
}

static int
list(struct model_command *k)
{
	bool is_told = false;
	(void)printf("  %7s  %-16s  %s\n", "version", "digest", "made");
	for (size_t i = 0; i < k->count; i++) {
		const struct version *v = &k->versions[i];
		bool is_used = !is_told && is_same(v->model, k->in_use);
		is_told |= is_used;
		if (v->model == NULL) {
			(void)printf("  %7u  %s\n", v->number, v->why.text);
			continue;
		}
		(void)printf("%c %7u  ", is_used ? '*' : ' ', v->number);
		print_hex(bytes_to(model_digest(v->model), 8));
		(void)printf("  %.*s\n", BYTES_ARGS(model_about(v->model)->made));
	}
	struct model *own;
	must(model_of(model_builtin, &own, NULL) == 0);
	(void)printf("%c built in  ", k->in_use == NULL ? '*' : ' ');
	print_hex(bytes_to(model_digest(own), 8));
	(void)printf("  %.*s\n", BYTES_ARGS(model_about(own)->made));
	model_free(own);
	if (k->conf.server.model.len != 0)
		(void)printf("[server] model = %.*s: none of these is asked\n", BYTES_ARGS(k->conf.server.model));
	return CLI_OK;
}

/* The number that TEXT is, of a version that is there; NULL: it is none. */
static struct version *
version_named(struct model_command *k, const char *text)
{
	uint64_t number;
	if (bytes_number(bytes_of_cstr(text), VERSION_MAX, &number) != 0)
		return NULL;
	for (size_t i = 0; i < k->count; i++)
		if (k->versions[i].number == number)
			return &k->versions[i];
	return NULL;
}

static int
info(struct model_command *k)
{
	struct model *own = NULL;
	const struct version *v = k->name != NULL ? version_named(k, k->name) : NULL;
	const struct model *m = v != NULL ? v->model : k->name == NULL ? k->in_use : NULL;
	if (v != NULL && m == NULL) {
		k->why = v->why;
		return failed(k);
	}
	if (m == NULL && (k->name == NULL ? model_of(model_builtin, &own, &k->why) : model_open(k->name, &own, &k->why)) != 0)
		return failed(k);
	m = m != NULL ? m : own;
	const struct model_about *about = model_about(m);
	bool is_built_in = k->name == NULL && own != NULL;
	(void)printf("made       %.*s\ndigest     ", BYTES_ARGS(about->made));
	print_hex(model_digest(m));
	(void)printf("\nformat     %u; %u places of %d heads, %zu trees\nsigned by  ", about->version, 1u << about->bits, HEAD_COUNT, about->trees.count);
	print_hex(model_signer(m));
	(void)printf("%s\n", is_built_in ? "nobody: it is part of the program" : model_signer(m).len == 0 ? "nobody" : "");
	(void)printf("taken      %s\n", is_built_in || check(k, m) == 0 ? "yes" : k->why.text);
	for (int h = 0; h < HEAD_COUNT; h++)
		(void)printf("  %-9s %7u good, %7u bad learned from; evidence = %.3f * score %+.3f\n", head_names[h], about->heads.at[h].good,
		    about->heads.at[h].bad, about->heads.at[h].slope, about->heads.at[h].offset);
	for (size_t i = 0; i < about->thresholds.count; i++) {
		const struct model_threshold *t = &about->thresholds.at[i];
		(void)printf("  at most %.4g %% of good mail scores above %.3f, but for a chance of 5 %%: by %u messages of sources left out\n",
		    100 * t->share, t->score, t->good);
	}
	model_free(own);
	return CLI_OK;
}

static int
read_all(const char *path, size_t max, struct buf *out, struct why *why)
{
	OWN_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return why_system(why, path);
	int fault = fd_read_all(fd, max, out);
	return fault == 0 ? 0 : why_set(why, fault, "%s: it cannot be read, or is larger than %zu octets", path, max);
}

/* More than KEPT_MAX are not needed; the one in use is not the oldest then, or stays. */
static void
forget_oldest(struct model_command *k, const struct model *keep)
{
	char name[32];
	for (size_t i = 0; k->count - i > KEPT_MAX; i++) {
		if (is_same(k->versions[i].model, keep))
			continue;
		file_name(k->versions[i].number, name);
		(void)durable_remove(k->directory, name, NULL);
	}
}

static int
say_in_use(const struct model_command *k, const struct model *m)
{
	(void)printf("in use from the next reload (SIGHUP) on: ");
	if (m != NULL)
		print_hex(bytes_to(model_digest(m), 8));
	(void)printf("%s\n", m == NULL ? "the model that is built in" : "");
	if (k->conf.server.model.len != 0)
		(void)fprintf(stderr, "postern model: [server] model = %.*s is asked instead; take that line out\n",
		    BYTES_ARGS(k->conf.server.model));
	return CLI_OK;
}

static int
put_in_use(struct model_command *k, struct version *v)
{
	struct buf file;
	char name[32], path[4300];
	if (v->model == NULL)
		k->why = v->why;
	if (v->model == NULL || check(k, v->model) != 0)
		return failed(k);
	buf_init(&file, MODEL_FILE_MAX);
	file_name(v->number, name);
	(void)snprintf(path, sizeof path, "%s/%s", k->path, name);
	int fault = read_all(path, MODEL_FILE_MAX, &file, &k->why);
	if (fault == 0)
		fault = durable_write(k->directory, "in-use.model", buf_bytes(&file), &k->why);
	buf_done(&file);
	return fault == 0 ? say_in_use(k, v->model) : failed(k);
}

static int
take_file(struct model_command *k)
{
	struct buf file;
	char name[32];
	struct model *m = NULL;
	buf_init(&file, MODEL_FILE_MAX);
	int fault = read_all(k->name, MODEL_FILE_MAX, &file, &k->why);
	if (fault == 0)
		fault = model_of(buf_bytes(&file), &m, &k->why);
	if (fault == 0)
		fault = check(k, m);
	for (size_t i = 0; fault == 0 && i < k->count; i++)
		if (is_same(k->versions[i].model, m)) {
			model_free(m);
			buf_done(&file);
			return put_in_use(k, &k->versions[i]);
		}
	if (fault == 0 && k->directory < 0)
		fault = (k->directory = durable_directory(k->path, 0700, &k->why)) < 0 ? FAULT_SYSTEM : 0;
	file_name(k->count == 0 ? 1 : k->versions[k->count - 1].number + 1, name);
	if (fault == 0)
		fault = durable_write(k->directory, name, buf_bytes(&file), &k->why);
	if (fault == 0)
		fault = durable_write(k->directory, "in-use.model", buf_bytes(&file), &k->why);
	if (fault == 0)
		forget_oldest(k, m);
	int status = fault == 0 ? say_in_use(k, m) : failed(k);
	model_free(m);
	buf_done(&file);
	return status;
}

static int
use(struct model_command *k)
{
	struct version *v = version_named(k, k->name);
	return v != NULL ? put_in_use(k, v) : take_file(k);
}

/* The version before the one in use; before the first there is the one that is built in. */
static int
rollback(struct model_command *k)
{
	if (k->in_use == NULL) {
		(void)fprintf(stderr, "postern model: the model that is built in is in use; there is none before it\n");
		return CLI_UNREAD;
	}
	size_t i = 0;
	while (i < k->count && !is_same(k->versions[i].model, k->in_use))
		i++;
	for (; i > 0; i--)
		if (k->versions[i - 1].model != NULL && !is_same(k->versions[i - 1].model, k->in_use))
			return put_in_use(k, &k->versions[i - 1]);
	return durable_remove(k->directory, "in-use.model", &k->why) == 0 ? say_in_use(k, NULL) : failed(k);
}

static int
write_key(const char *path, EVP_PKEY *key, struct why *why)
{
	OWN_FD int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
	if (to == NULL)
		return why_system(why, path);
	(void)fd_take(&fd);
	bool ok = PEM_write_PrivateKey(to, key, NULL, NULL, 0, NULL, NULL) == 1;
	ok &= fflush(to) == 0 && fsync(fileno(to)) == 0;
	ok &= fclose(to) == 0;
	return ok ? 0 : why_system(why, path);
}

static int
make_key(struct model_command *k)
{
	uint8_t public[SEAL_KEY];
	size_t len = sizeof public;
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	must(key != NULL && EVP_PKEY_get_raw_public_key(key, public, &len) == 1);
	int fault = write_key(k->name, key, &k->why);
	EVP_PKEY_free(key);
	if (fault != 0)
		return failed(k);
	(void)printf("# %s signs models: keep it where the gateway is not. For the configuration of those who take them:\n"
	             "[server]\nmodel_keys = ", k->name);
	print_hex(bytes_of(public, sizeof public));
	(void)printf("\n");
	return CLI_OK;
}

static int
sign(struct model_command *k)
{
	struct buf pem, file, out;
	buf_init(&pem, KEY_FILE_MAX);
	buf_init(&file, MODEL_FILE_MAX);
	buf_init(&out, MODEL_FILE_MAX);
	int fault = k->key == NULL ? why_set(&k->why, FAULT_INPUT, "whose signature? --key=FILE") : read_all(k->key, KEY_FILE_MAX, &pem, &k->why);
	EVP_PKEY *key = fault == 0 ? sign_key_read(buf_bytes(&pem)) : NULL;
	if (fault == 0 && key == NULL)
		fault = why_set(&k->why, FAULT_INPUT, "%s: no private key", k->key);
	if (fault == 0)
		fault = read_all(k->name, MODEL_FILE_MAX, &file, &k->why);
	if (fault == 0)
		fault = model_sign(buf_bytes(&file), key, &out, &k->why);
	int status = fault != 0 ? failed(k) : save_file(k->name, buf_bytes(&out)) ? CLI_OK : CLI_UNREAD;
	sign_key_free(key);
	if (pem.at != NULL)
		explicit_bzero(pem.at, pem.room);
	buf_done(&pem);
	buf_done(&file);
	buf_done(&out);
	return status;
}

static const struct command {
	const char *name;
	bool needs_name;
	int (*run)(struct model_command *k);
} commands[] = {
	{ "list", false, list }, { "info", false, info }, { "use", true, use }, { "rollback", false, rollback },
	{ "key", true, make_key }, { "sign", true, sign },
};

static int
run(struct model_command *k, const struct command *c)
{
	k->directory = -1;
	if (!config_read(k->config, &k->conf))
		return CLI_USAGE;
	read_versions(k);
	int status = c->run(k);
	for (size_t i = 0; i < k->count; i++)
		model_free(k->versions[i].model);
	model_free(k->in_use);
	fd_close(&k->directory);
	return status;
}

int
cli_model(int argc, char **argv)
{
	struct model_command *k = xcalloc(1, sizeof *k);
	const struct cli_option options[] = {
		{ "config", 'c', "FILE", "the configuration; where it says nothing, the defaults", &k->config, NULL },
		{ "data", 0, "DIR", "the data directory, instead of the configured one", &k->data, NULL },
		{ "key", 0, "FILE", "sign: the private key", &k->key, NULL },
	};
	const struct cli_usage usage = {
		.line = "postern model list|info|use|rollback|key|sign [VERSION|FILE] [options]",
		.summary = "The models that read texts: which there are, whose they are, and which one is asked.\n\n"
		           "  list                     what was taken, by number; * is in use\n"
		           "  info [VERSION|FILE]      what it was learned from and who signed it; without a name: the one in use\n"
		           "  use VERSION|FILE         take the file, or go to a version that was taken; it must be signed by a key\n"
		           "                           that [server] model_keys names\n"
		           "  rollback                 back to the version before; before the first: the one that is built in\n"
		           "  key FILE                 make a private key that signs models, and print its public part\n"
		           "  sign FILE --key=KEY      sign the model, in place\n\n"
		           "  postern model key /root/models.key\n"
		           "  postern train -o ours.model mail && postern model sign ours.model --key=/root/models.key\n"
		           "  postern model use ours.model -c /etc/postern/postern.conf\n\n"
		           "Reload the service (SIGHUP) after use and rollback.",
		.options = options,
		.option_count = sizeof options / sizeof options[0],
		.arguments_min = 1,
		.arguments_max = 2,
	};
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	const struct command *c = NULL;
	for (size_t i = 0; status == -1 && i < sizeof commands / sizeof commands[0]; i++)
		if (strcmp(commands[i].name, arguments[0]) == 0)
			c = &commands[i];
	if (status == -1 && (c == NULL || (c->needs_name && count < 2))) {
		(void)fprintf(stderr, c == NULL ? "model: there is no \"%s\"; --help says what there is.\n" : "model %s: which one?\n", arguments[0]);
		status = CLI_USAGE;
	}
	if (status == -1) {
		k->name = count > 1 ? arguments[1] : NULL;
		status = run(k, c);
		conf_done(&k->conf);
	}
	free(k);
	return status;
}
