/* script: what the detectors of scripts share. */
#ifndef DETECT_SCRIPT_H
#define DETECT_SCRIPT_H

#include "detect/common.h"

/* Is it a file that an interpreter of Windows runs, not a page that speaks of one? */
static inline bool
is_script_file(const struct casefile *c, const struct casefile_script *s)
{
	static const struct bytes extensions[] = { BYTES_INIT("bat"), BYTES_INIT("cmd"),
		BYTES_INIT("hta"), BYTES_INIT("js"), BYTES_INIT("jse"), BYTES_INIT("ps1"),
		BYTES_INIT("psm1"), BYTES_INIT("sct"), BYTES_INIT("vbe"), BYTES_INIT("vbs"),
		BYTES_INIT("wsc"), BYTES_INIT("wsf") };
	return IS_ONE_OF(extension_of(c->parts.at[s->part].name), extensions);
}

#endif
