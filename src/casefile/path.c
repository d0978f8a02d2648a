#include "casefile/path.h"

const char *const path_source_names[PATH_SOURCE_COUNT] = {
	[PATH_UNKNOWN] = "unknown", [PATH_TRANSPORT] = "transport", [PATH_RECEIVED] = "received", [PATH_INSIDE] = "inside"
};

const char *const name_state_names[NAME_STATE_COUNT] = {
	[NAME_UNASKED] = "unasked", [NAME_NONE] = "none", [NAME_UNCONFIRMED] = "unconfirmed", [NAME_CONFIRMED] = "confirmed",
	[NAME_TEMPORARY] = "temporary"
};

const char *const path_oddity_names[PATH_ODDITY_COUNT] = {
	[PATH_NAME_DYNAMIC] = "name-dynamic", [PATH_HELO_PROVIDER] = "helo-provider", [PATH_FORGED_OURS] = "forged-ours",
	[PATH_TIME_AHEAD] = "time-ahead", [PATH_BAD_ADDRESS] = "bad-address", [PATH_ID_PROVIDER] = "id-provider",
	[PATH_ID_SHAPE] = "id-shape", [PATH_ZONE_NOWHERE] = "zone-nowhere",
	[PATH_ZONE_FAR] = "zone-far"
};

static const struct field casefile_place_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_place, country, 8),
	FIELD(2, FIELD_TEXT, struct casefile_place, province, 128),
	FIELD(3, FIELD_TEXT, struct casefile_place, city, 128),
	FIELD(4, FIELD_U32, struct casefile_place, asn, 0),
	FIELD(5, FIELD_TEXT, struct casefile_place, owner, 128),
};
static const struct schema casefile_place_schema = SCHEMA(struct casefile_place, casefile_place_fields);

static const struct field casefile_step_fields[] = {
	FIELD(1, FIELD_BOOL, struct casefile_step, is_ours, 0),
	FIELD_OF(2, FIELD_STRUCT, struct casefile_step, place, 0, &casefile_place_schema),
};
static const struct schema casefile_step_schema = SCHEMA(struct casefile_step, casefile_step_fields);

static const struct field casefile_path_fields[] = {
	FIELD_NAMED(1, struct casefile_path, source, path_source_names),
	FIELD(2, FIELD_TEXT, struct casefile_path, ip, 64),
	FIELD(3, FIELD_TEXT, struct casefile_path, helo, 512),
	FIELD(4, FIELD_TEXT, struct casefile_path, name, 512),
	FIELD_NAMED(5, struct casefile_path, reverse, name_state_names),
	FIELD_NAMED(6, struct casefile_path, greeting, name_state_names),
	FIELD(7, FIELD_U32, struct casefile_path, trusted, CASEFILE_STEPS_MAX),
	FIELD(8, FIELD_U32, struct casefile_path, oddities, (1U << PATH_ODDITY_COUNT) - 1),
	FIELD(9, FIELD_U32, struct casefile_path, odd_hop, CASEFILE_STEPS_MAX),
	FIELD(10, FIELD_TEXT, struct casefile_path, claim, 128),
	FIELD_OF(11, FIELD_STRUCT, struct casefile_path, place, 0, &casefile_place_schema),
	FIELD_OF(12, FIELD_LIST, struct casefile_path, steps, CASEFILE_STEPS_MAX, &casefile_step_schema),
	FIELD(13, FIELD_TEXTS, struct casefile_path, attributions, 8),
};
const struct schema casefile_path_schema = SCHEMA(struct casefile_path, casefile_path_fields);
