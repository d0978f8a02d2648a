#include "path/geo.h"

#include <maxminddb.h>
#include <stdlib.h>

#include "base/must.h"
#include "base/utf8.h"

#define TEXT_MAX 120

struct geo {
	MMDB_s files[GEO_FILES_MAX];
	size_t count;
};

int
geo_open(const struct bytes *paths, size_t count, struct geo **out, struct why *why)
{
	struct geo *geo = xcalloc(1, sizeof *geo);
	*out = NULL;
	if (count > GEO_FILES_MAX) {
		free(geo);
		return why_set(why, FAULT_CONFIG, "[geo] files: more than %d", GEO_FILES_MAX);
	}
	for (size_t i = 0; i < count && i < GEO_FILES_MAX; i++) {
		char path[4096];
		if (paths[i].len >= sizeof path) {
			geo_close(geo);
			return why_set(why, FAULT_CONFIG, "the name of a geo file is too long");
		}
		memcpy(path, paths[i].at, paths[i].len);
		path[paths[i].len] = '\0';
		int status = MMDB_open(path, MMDB_MODE_MMAP, &geo->files[geo->count]);
		if (status != MMDB_SUCCESS) {
			geo_close(geo);
			return why_set(why, FAULT_CONFIG, "%s: %s", path, MMDB_strerror(status));
		}
		geo->count++;
	}
	*out = geo;
	return 0;
}

void
geo_close(struct geo *geo)
{
	if (geo == NULL)
		return;
	for (size_t i = 0; i < geo->count; i++)
		MMDB_close(&geo->files[i]);
	free(geo);
}

/* The text at one of the PATHS (each ends with NULL), the first that there is. */
static void
take_text(MMDB_entry_s *entry, const char *const paths[][5], size_t count, struct arena *arena, struct bytes *out)
{
	for (size_t i = 0; i < count && out->len == 0; i++) {
		MMDB_entry_data_s data;
		if (MMDB_aget_value(entry, &data, (const char *const *)paths[i]) != MMDB_SUCCESS || !data.has_data ||
		    data.type != MMDB_DATA_TYPE_UTF8_STRING)
			continue;
		struct bytes text = bytes_of(data.utf8_string, data.data_size);
		if (text.len <= TEXT_MAX && utf8_valid(text) && bytes_find_octet(text, 0) == BYTES_NOT_FOUND)
			(void)arena_copy(arena, text, out);
	}
}

static void
take_number(MMDB_entry_s *entry, uint32_t *out)
{
	static const char *const paths[][2] = { { "autonomous_system_number", NULL }, { "asn", NULL } };
	for (size_t i = 0; i < 2 && *out == 0; i++) {
		MMDB_entry_data_s data;
		if (MMDB_aget_value(entry, &data, paths[i]) != MMDB_SUCCESS || !data.has_data)
			continue;
		if (data.type == MMDB_DATA_TYPE_UINT32)
			*out = data.uint32;
		else if (data.type == MMDB_DATA_TYPE_UTF8_STRING) {
			uint64_t number;
			if (bytes_number(bytes_of(data.utf8_string, data.data_size), UINT32_MAX, &number) == 0)
				*out = (uint32_t)number;
		}
	}
}

static void
take_place(MMDB_entry_s *entry, struct arena *arena, struct casefile_place *out)
{
	static const char *const countries[][5] = { { "country", "iso_code" }, { "country_code" } };
	static const char *const provinces[][5] = { { "subdivisions", "0", "names", "zh-CN" },
		{ "subdivisions", "0", "names", "en" }, { "state1" } };
	static const char *const cities[][5] = { { "city", "names", "zh-CN" }, { "city", "names", "en" }, { "city" } };
	static const char *const owners[][5] = { { "autonomous_system_organization" }, { "as_name" }, { "name" } };
	struct bytes country = BYTES_NONE;
	take_text(entry, countries, 2, arena, &country);
	if (out->country.len == 0 && country.len == 2)
		out->country = country;
	take_text(entry, provinces, 3, arena, &out->province);
	take_text(entry, cities, 3, arena, &out->city);
	take_number(entry, &out->asn);
	take_text(entry, owners, 3, arena, &out->owner);
}

void
geo_find(const struct geo *geo, const struct cidr *address, struct arena *arena, struct casefile_place *out)
{
	for (size_t i = 0; i < geo->count; i++) {
		const MMDB_s *file = &geo->files[i];
		struct sockaddr_storage room = { 0 };
		bool is_v4 = cidr_is_v4(address);
		/* A file of IPv4 alone answers a question about IPv6 with an error, which is no news. */
		if (!is_v4 && file->metadata.ip_version == 4)
			continue;
		if (is_v4) {
			struct sockaddr_in *in = (struct sockaddr_in *)&room;
			in->sin_family = AF_INET;
			memcpy(&in->sin_addr, address->address + 12, 4);
		} else {
			struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&room;
			in6->sin6_family = AF_INET6;
			memcpy(&in6->sin6_addr, address->address, 16);
		}
		int status = MMDB_SUCCESS;
		MMDB_lookup_result_s found = MMDB_lookup_sockaddr(file, (struct sockaddr *)&room, &status);
		if (status == MMDB_SUCCESS && found.found_entry)
			take_place(&found.entry, arena, out);
	}
}

void
geo_attributions(const struct geo *geo, struct arena *arena, struct casefile_path *out)
{
	for (size_t i = 0; i < geo->count; i++) {
		const MMDB_metadata_s *m = &geo->files[i].metadata;
		/* Our own writer puts the words into the description; others have a title there. */
		for (size_t k = 0; k < m->description.count && k < 1; k++) {
			struct bytes text = bytes_of_cstr(m->description.descriptions[k]->description);
			struct bytes *slot = text.len <= 300 && utf8_valid(text) ? LIST_ADD(arena, &out->attributions) : NULL;
			if (slot != NULL)
				(void)arena_copy(arena, text, slot);
		}
	}
}

int64_t
geo_built(const struct geo *geo)
{
	int64_t newest = 0;
	for (size_t i = 0; i < geo->count; i++)
		if ((int64_t)geo->files[i].metadata.build_epoch > newest)
			newest = (int64_t)geo->files[i].metadata.build_epoch;
	return newest;
}
