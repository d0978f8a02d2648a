/* package: OOXML (docx, xlsx, xlsm, xlsb, pptx) and OpenDocument, from the files of their zip archive; and the
 * flat XML of Word and Excel.
 *
 * A part's job is told by its root element or first record, not by its path, which the sender chooses.  Of the
 * relations, those that lead outside the file matter: a template, an object or a frame that is fetched on opening.
 * Pictures, embedded files and objects become children; the Visual Basic project is read in place. */
#ifndef OFFICE_PACKAGE_H
#define OFFICE_PACKAGE_H

#include "office/office.h"

struct package_member {
	struct bytes name;
	struct bytes content;
};

/**
 * package_read(o, members, count): Read the members of a package.
 *
 * Takes:   members  whose contents live as long as the arena
 * Cost:    linear in their octets
 * Source:  ECMA-376, [MS-OI29500], ODF 1.3
 */
void package_read(struct office *o, const struct package_member *members, size_t count);

/**
 * package_read_xml(o, content): Read a document that is one XML file: Word 2003, Excel 2003, flat OPC.
 *
 * Gives:   false, and nothing is read, where its root is none of those
 */
bool package_read_xml(struct office *o, struct bytes content);

#endif
