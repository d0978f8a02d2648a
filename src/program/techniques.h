/* techniques: the table made of techniques.txt. */
#ifndef PROGRAM_TECHNIQUES_H
#define PROGRAM_TECHNIQUES_H

#include "base/bytes.h"

struct technique {
	struct bytes title;
	size_t count;
	uint16_t names[8]; /* indices into technique_names */
};

extern const struct bytes technique_names[]; /* sorted */
extern const size_t technique_name_count;
extern const struct technique techniques[];
extern const size_t technique_count;

#endif
