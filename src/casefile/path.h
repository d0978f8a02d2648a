/* path: the way of a message, read from our own side of it.
 *
 * Part of the case file (casefile/casefile.h).  The lines that servers of ours wrote are evidence; below them
 * stands the sender's story, and what is odd in it.  Places come from files of the operator and are hints: an
 * address may be anywhere. */
#ifndef CASEFILE_PATH_H
#define CASEFILE_PATH_H

#include "base/schema.h"

#define CASEFILE_STEPS_MAX 64 /* as CASEFILE_HOPS_MAX */

/* Where an address is, as the operator's own files say; empty where they do not. */
struct casefile_place {
	struct bytes country;  /* two letters, upper case */
	struct bytes province;
	struct bytes city;
	uint32_t asn;          /* 0: unknown */
	struct bytes owner;    /* of the AS */
};

/* What we make of the hop with the same index. */
struct casefile_step {
	bool is_ours;          /* a server of ours wrote the line */
	struct casefile_place place; /* of its client's address */
};

/* Who told us about the client. */
enum path_source {
	PATH_UNKNOWN,
	PATH_TRANSPORT,
	PATH_RECEIVED,
	PATH_INSIDE, /* nobody: as far as our own servers saw, it never left our nets */
	PATH_SOURCE_COUNT
};
extern const char *const path_source_names[PATH_SOURCE_COUNT];

/* What the DNS said when it was asked whether a name and an address belong together. */
enum name_state {
	NAME_UNASKED,
	NAME_NONE,        /* the address has no name; the name has no address */
	NAME_UNCONFIRMED, /* they do not lead to each other */
	NAME_CONFIRMED,
	NAME_TEMPORARY,   /* could not be found out */
	NAME_STATE_COUNT
};
extern const char *const name_state_names[NAME_STATE_COUNT];

/* What is odd about the way it came, as bits of oddities. */
enum path_oddity {
	PATH_NAME_DYNAMIC,    /* the client's name is one that a provider makes for a line */
	PATH_HELO_PROVIDER,   /* it greeted with the name of a great provider whose host it is not */
	PATH_FORGED_OURS,     /* a line that no server of ours wrote says that one did */
	PATH_TIME_AHEAD,      /* a line is dated after the one that our server wrote later */
	PATH_BAD_ADDRESS,     /* a line names an address that no host can have */
	PATH_ID_PROVIDER,     /* the Message-ID is a great provider's, the mail never passed it */
	PATH_ID_SHAPE,        /* the Message-ID is not as the mailer it names writes them */
	PATH_ZONE_NOWHERE,    /* no place on earth keeps that time-zone */
	PATH_ZONE_FAR,        /* its time-zone is half a world away from its client */
	PATH_ODDITY_COUNT
};
extern const char *const path_oddity_names[PATH_ODDITY_COUNT];

/* The way of the message, read from our own side of it: who gave it to the first server of ours. */
struct casefile_path {
	enum path_source source;
	struct bytes ip;       /* of the client; "" when unknown */
	struct bytes helo;
	struct bytes name;     /* its reverse name: asked for, or as our server wrote it down */
	enum name_state reverse; /* the address and its name, forward-confirmed */
	enum name_state greeting; /* the HELO name and the address */
	uint32_t trusted;      /* Received lines from the top that servers of ours wrote */
	uint32_t oddities;     /* bits: see path_oddity_names */
	uint32_t odd_hop;      /* 1 + index of the line that FORGED, TIME or BAD_ADDRESS is about */
	struct bytes claim;    /* the provider or program that ID_PROVIDER, ID_SHAPE or HELO_PROVIDER is about */
	struct casefile_place place;
	LIST(struct casefile_step) steps; /* as many as hops, or none */
	LIST(struct bytes) attributions; /* whose data the places are from; to be shown with them */
};

extern const struct schema casefile_path_schema;

#endif
