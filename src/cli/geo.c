#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/show.h"
#include "cli/show_path.h"
#include "path/geo.h"
#include "path/mmdb.h"

/* A file of 100 million rows is no data of places; a field is cut by the writer. */
enum { FIELDS_MAX = 12, LINE_MAX_OCTETS = 4096 };
#define FILE_MAX ((size_t)2 << 30)

/* What the fields behind first and last address are, in the CSV files of the npm packages @ip-location-db/. */
enum kind { KIND_ASN, KIND_COUNTRY, KIND_CITY };
static const char *const kinds[] = { "asn", "country", "city" };
static const char *const types[] = { "ASN", "Country", "City" };
static const char *const sources[] = {
	"RouteViews (routeviews.org, CC BY 4.0) and DB-IP (db-ip.com, CC BY 4.0), by ip-location-db",
	"NRO delegation statistics (nro.net, CC BY 4.0), by ip-location-db",
	"IP geolocation by DB-IP (https://db-ip.com), CC BY 4.0, by ip-location-db",
};

struct build {
	struct mmdb *m;
	enum kind kind;
	uint64_t rows;
	uint64_t refused; /* malformed, or overlapping what stood before */
};

/* Split LINE in place at its commas; a field may stand in quotes, with quotes doubled inside (RFC 4180). */
static size_t
split(char *line, struct bytes fields[FIELDS_MAX])
{
	size_t count = 0;
	for (char *at = line; count < FIELDS_MAX; at++) {
		char *start = at, *end = at;
		if (*at == '"') {
			for (at++; *at != '\0' && (*at != '"' || at[1] == '"'); at++) {
				at += *at == '"';
				*end++ = *at;
			}
			at += *at == '"';
		} else {
			at += strcspn(at, ",\r\n");
			end = at;
		}
		fields[count++] = bytes_of(start, (size_t)(end - start));
		at += strcspn(at, ",\r\n");
		if (*at != ',')
			break;
	}
	return count;
}

static bool
add_row(struct build *b, char *line)
{
	struct bytes f[FIELDS_MAX] = { 0 };
	struct casefile_place place = { 0 };
	struct cidr first, last;
	uint64_t asn = 0;
	size_t count = split(line, f);
	if (count < 3 || cidr_address(f[0], &first) != 0 || cidr_address(f[1], &last) != 0)
		return false;
	if (b->kind == KIND_ASN) {
		if (bytes_number(f[2], UINT32_MAX, &asn) != 0)
			return false;
		place.asn = (uint32_t)asn;
		place.owner = f[3];
	} else {
		place.country = f[2];
		place.province = b->kind == KIND_CITY ? f[3] : BYTES_NONE;
		place.city = b->kind == KIND_CITY ? f[5] : BYTES_NONE;
	}
	return mmdb_add(b->m, &first, &last, &place) == 0;
}

static int
read_csv(struct build *b, const char *path)
{
	char line[LINE_MAX_OCTETS];
	FILE *f = fopen(path, "re");
	if (f == NULL) {
		(void)fprintf(stderr, "postern geo: %s: %s\n", path, strerror(errno));
		return CLI_UNREAD;
	}
	while (fgets(line, sizeof line, f) != NULL) {
		b->rows++;
		b->refused += !add_row(b, line);
		if (isatty(STDERR_FILENO) && b->rows % 65536 == 0)
			(void)fprintf(stderr, "\r%s: %llu rows ", path, (unsigned long long)b->rows);
	}
	bool is_bad = ferror(f) != 0;
	(void)fclose(f);
	if (isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r%60s\r", "");
	if (is_bad)
		(void)fprintf(stderr, "postern geo: %s: it could not be read to its end\n", path);
	return is_bad ? CLI_UNREAD : CLI_OK;
}

/* A reader may have the old file mapped: the new one takes its name when it is whole. */
static int
publish(const struct build *b, const char *path, const char *from)
{
	char part[4096];
	struct buf out;
	buf_init(&out, FILE_MAX);
	if (mmdb_write(b->m, types[b->kind], bytes_of_cstr(from), (int64_t)time(NULL), &out) != 0 ||
	    (size_t)snprintf(part, sizeof part, "%s.part", path) >= sizeof part) {
		(void)fprintf(stderr, "postern geo: %s: too large, or too long a name\n", path);
		buf_done(&out);
		return CLI_UNREAD;
	}
	FILE *f = fopen(part, "we");
	bool good = f != NULL && fwrite(out.at, 1, out.len, f) == out.len && fflush(f) == 0 && fsync(fileno(f)) == 0;
	good = (f == NULL || fclose(f) == 0) && good && rename(part, path) == 0;
	if (!good) {
		(void)fprintf(stderr, "postern geo: %s: %s\n", path, strerror(errno));
		(void)unlink(part);
	}
	buf_done(&out);
	return good ? CLI_OK : CLI_UNREAD;
}

static int
build(const char *kind, const char *path, const char *from, char *const *files, size_t count)
{
	struct build b = { 0 };
	int chosen, status = CLI_OK;
	if (!cli_choice(kind, "--kind", kinds, 3, &chosen))
		return CLI_USAGE;
	b.kind = (enum kind)chosen;
	b.m = mmdb_new();
	for (size_t i = 0; i < count && status == CLI_OK; i++)
		status = read_csv(&b, files[i]);
	if (status == CLI_OK)
		status = publish(&b, path, from != NULL ? from : sources[b.kind]);
	if (status == CLI_OK)
		(void)printf("%s: %llu ranges, %llu refused; [geo] files = %s\nShow with it: %s\n", path,
		    (unsigned long long)(b.rows - b.refused), (unsigned long long)b.refused, path,
		    from != NULL ? from : sources[b.kind]);
	mmdb_free(b.m);
	return status;
}

/* postern geo FILE.mmdb ADDRESS...: what a file says. */
static int
look_up(const char *path, char *const *addresses, size_t count)
{
	struct bytes file = bytes_of_cstr(path);
	struct arena *arena = arena_new(1 << 20);
	struct casefile_path told = { 0 };
	struct geo *geo;
	struct why why;
	struct buf out;
	int status = CLI_OK;
	if (geo_open(&file, 1, &geo, &why) != 0) {
		(void)fprintf(stderr, "postern geo: %s\n", why.text);
		arena_free(arena);
		return CLI_UNREAD;
	}
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < count; i++) {
		struct casefile_place place = { 0 };
		struct cidr a;
		if (cidr_address(bytes_of_cstr(addresses[i]), &a) != 0) {
			(void)fprintf(stderr, "postern geo: \"%s\" is no address\n", addresses[i]);
			status = CLI_USAGE;
			continue;
		}
		geo_find(geo, &a, arena, &place);
		show_column(&out, bytes_of_cstr(addresses[i]), 40);
		buf_add_octet(&out, ' ');
		show_place(&place, &out);
		buf_add_octet(&out, '\n');
	}
	geo_attributions(geo, arena, &told);
	for (size_t i = 0; i < told.attributions.count; i++) {
		(void)show_text(&out, told.attributions.at[i], 200);
		buf_add_octet(&out, '\n');
	}
	(void)fwrite(out.at, 1, out.len, stdout);
	buf_done(&out);
	geo_close(geo);
	arena_free(arena);
	return status;
}

int
cli_geo(int argc, char **argv)
{
	const char *kind = "asn", *path = NULL, *from = NULL;
	const struct cli_option options[] = {
		{ "output", 'o', "FILE.mmdb", "make this file from CSV files", &path, NULL },
		{ "kind", 0, "asn|country|city", "what the CSV files hold, in the layout of the npm packages @ip-location-db/", &kind,
		    NULL },
		{ "from", 0, "TEXT", "whose data it is, shown with every answer; what these packages ask for is known", &from,
		    NULL },
	};
	const struct cli_usage usage = {
		.line = "postern geo -o FILE.mmdb [options] CSV...   or   postern geo FILE.mmdb ADDRESS...",
		.summary = "Make files of places and networks for [geo] files, or ask one.  A CSV row is FIRST,LAST and\n"
		           "AS,OWNER (asn), COUNTRY (country) or COUNTRY,PROVINCE,-,CITY (city).  Files of MaxMind and DB-IP\n"
		           "can be used as they are.  tools/geo-data fetches the packages and makes all three.\n\n"
		           "  postern geo -o asn.mmdb --kind=asn asn-ipv4.csv asn-ipv6.csv\n"
		           "  postern geo asn.mmdb 192.0.2.25",
		.options = options,
		.option_count = sizeof options / sizeof options[0],
		.arguments_min = 1,
		.arguments_max = (size_t)argc,
	};
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status != -1)
		return status;
	return path != NULL ? build(kind, path, from, arguments, count) : look_up(arguments[0], arguments + 1, count - 1);
}
