/* objects: what documents embed: packages (a file that a double click starts), equations, monikers, and the form in
 * which RTF and OLE 1 carry them.
 *
 * A class is told by name or by class id; those that exploits go through have signs of their own: Equation 3.0
 * (CVE-2017-11882, CVE-2018-0802), OLE2Link, htmlfile and script monikers (CVE-2017-0199, CVE-2017-8570). */
#ifndef OFFICE_OBJECTS_H
#define OFFICE_OBJECTS_H

#include "office/cfb.h"
#include "office/office.h"

/**
 * objects_read(o, c): Look for embedded objects and their classes in C; packages become children.
 *
 * Gives:   true where there were any
 * Source:  [MS-OLEDS] 2.3
 */
bool objects_read(struct office *o, struct cfb *c);

/**
 * objects_read_ole1(o, octets): One OLE 1 object, as RTF carries it.
 *
 * Gives:   true where its head made sense; without one, a compound file inside is still looked for
 * Source:  [MS-OLEDS] 2.2
 */
bool objects_read_ole1(struct office *o, struct bytes octets);

/* Sign what an object of class NAME ("Equation.3") is. */
void objects_class(struct office *o, struct bytes name);

#endif
