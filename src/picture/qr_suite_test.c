/* Goal: more codes are read than zbar reads by itself, in pictures that others have collected; prints both. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "lib/check.h"
#include "picture/codes.h"

static struct buf
read_file(const char *path)
{
	struct buf out;
	buf_init(&out, 64 << 20);
	FILE *f = fopen(path, "rb");
	for (size_t n; f != NULL && (n = fread(buf_reserve(&out, 65536), 1, 65536, f)) > 0;)
		out.len += n;
	if (f != NULL)
		(void)fclose(f);
	return out;
}

struct score { int pictures, plain, ours; double plain_ms, ours_ms, decode_ms; };

/* The expected text is UTF-8, the code's may be Shift-JIS: the longest run of ASCII must stand in both. */
static struct bytes
ascii_run(struct bytes text)
{
	struct bytes best = BYTES_NONE;
	for (size_t start = 0, end; start < text.len; start = end + 1) {
		for (end = start; end < text.len && text.at[end] > ' ' && text.at[end] < 0x7F;)
			end++;
		if (end - start > best.len)
			best = bytes_slice(text, start, end);
	}
	return best;
}

static bool
has(const struct codes *c, struct bytes want)
{
	for (size_t i = 0; i < c->found.count; i++)
		if (bytes_has(c->found.at[i].text, ascii_run(want)))
			return true;
	return false;
}

static void
try_picture(struct bytes octets, struct bytes want, const char *name, struct score *s)
{
	struct picture p;
	struct gray g;
	struct arena *a = arena_new(1 << 20);
	struct codes plain = { .marks = 0 }, ours = { .marks = 0 };
	double t0 = check_cpu_seconds() * 1e3;
	if (picture_decode(octets, &p) != 0)
		fail_msg("%s cannot be decoded", name);
	double t1 = check_cpu_seconds() * 1e3;
	picture_gray(&p, CHANNEL_LUMA, &g);
	codes_find_plain(&g, a, &plain);
	double t2 = check_cpu_seconds() * 1e3;
	(void)codes_find(&p, false, a, &ours);
	double t3 = check_cpu_seconds() * 1e3;
	s->pictures++;
	s->plain += has(&plain, want);
	s->ours += has(&ours, want);
	s->decode_ms += t1 - t0;
	s->plain_ms += t2 - t1;
	s->ours_ms += t3 - t2;
	if (getenv("VERBOSE") != NULL)
		printf("%s plain %d ours %d marks %u pixels %.1fM %.1f ms %ux%u\n", name, has(&plain, want), has(&ours, want), ours.marks,
		    (double)ours.pixels / 1e6, t3 - t2, p.width, p.height);
	gray_done(&g);
	picture_done(&p);
	arena_free(a);
}

static void
run_folder(const char *folder, struct score *s)
{
	DIR *d = opendir(folder);
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		char path[1024];
		size_t len = strlen(e->d_name);
		if (len < 5 || strcmp(e->d_name + len - 4, ".png") != 0)
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		struct buf picture = read_file(path);
		(void)snprintf(path, sizeof path, "%s/%.*s.txt", folder, (int)len - 4, e->d_name);
		struct buf want = read_file(path);
		try_picture(buf_bytes(&picture), buf_bytes(&want), e->d_name, s);
		buf_done(&picture);
		buf_done(&want);
	}
	if (d != NULL)
		(void)closedir(d);
}

static void
reads_more_codes_than_zbar_alone(void **state)
{
	const char *shared = getenv("POSTERN_SHARED");
	struct score all = { 0 };
	for (int i = 1; i <= 3; i++) {
		char folder[600];
		struct score s = { 0 };
		(void)snprintf(folder, sizeof folder, "%s/suites/qr/qrcode-%d", shared != NULL ? shared : "../shared", i);
		run_folder(folder, &s);
		if (s.pictures == 0) {
			print_message("SKIP: %s is not there\n", folder);
			skip();
		}
		print_message("qrcode-%d: %d pictures; zbar alone %d (%.1f ms each), ours %d (%.1f ms each), decoding %.1f ms\n", i,
		    s.pictures, s.plain, s.plain_ms / s.pictures, s.ours, s.ours_ms / s.pictures, s.decode_ms / s.pictures);
		all.plain += s.plain;
		all.ours += s.ours;
	}
	assert_true(all.ours > all.plain);
}

int
main(void)
{
	struct why why;
	if (codes_preload(&why) != 0) {
		(void)printf("SKIP: %s\n", why.text);
		return 77;
	}
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_more_codes_than_zbar_alone) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
