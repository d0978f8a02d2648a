/* inside: what the files of this folder share. */
#ifndef SCRIPT_INSIDE_H
#define SCRIPT_INSIDE_H

#include "script/script.h"

/* words.c: the signs of the calls in TEXT, which are added to S's words; *AT is where the gravest stands. */
uint32_t script_words(struct bytes text, struct arena *arena, struct casefile_script *s, size_t *at);

#endif
