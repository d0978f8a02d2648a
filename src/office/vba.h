/* vba: Visual Basic projects in compound files: their modules' source, and whether the source is the truth.
 *
 * Office runs the compiled form of a module when it was made by its own version, and the source otherwise; "stomping"
 * removes or replaces the source so that tools that read it see nothing.  So the texts in the compiled form are compared
 * with the source: what only the compiled form says is a sign.  Modules that the project's own list leaves out, and
 * projects whose directory is missing, are read by looking for compressed source.
 *
 * Ceilings: VBA_MODULES_MAX modules, VBA_SOURCE_MAX octets of source a module, the document's budget in all. */
#ifndef OFFICE_VBA_H
#define OFFICE_VBA_H

#include "office/cfb.h"
#include "office/office.h"

enum vba_limits { VBA_MODULES_MAX = 500 };
#define VBA_SOURCE_MAX ((size_t)2 << 20)

/**
 * vba_decompress(o, in, max, out): Append the octets of a compressed container.
 *
 * Gives:   true when it was one to its end
 * Fails:   false: what came out up to the damage stays in OUT
 * Cost:    linear in what comes out, drawn from the budget of O
 * Source:  [MS-OVBA] 2.4.1
 */
bool vba_decompress(struct office *o, struct bytes in, struct buf *out);

/**
 * vba_read(o, c): Read every project in C.
 *
 * Gives:   true where there was one
 * Source:  [MS-OVBA] 2.3
 */
bool vba_read(struct office *o, struct cfb *c);

#endif
