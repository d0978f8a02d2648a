/* document: what an office document holds, as plain data.
 *
 * A document of its own, or one found inside a container; the files that it carries are parts ("2/1").  The signs
 * are observations, not judgements: a macro that starts by itself is a sign, that it is malice is a detector's word. */
#ifndef CASEFILE_DOCUMENT_H
#define CASEFILE_DOCUMENT_H

#include "base/schema.h"

enum document_limits {
	CASEFILE_DOCUMENTS_MAX = 100,
	DOCUMENT_SAMPLES_MAX = 32,   /* strings kept as evidence */
	DOCUMENT_SAMPLE_MAX = 300,   /* octets of one */
	DOCUMENT_RELATIONS_MAX = 32, /* of thousands in a long text: those that matter stand first */
};

/* Bits of signs. */
enum document_sign {
	DOCUMENT_VBA,             /* Visual Basic, as source or compiled */
	DOCUMENT_VBA_AUTO,        /* a procedure runs without being asked */
	DOCUMENT_VBA_WRITES,      /* writes files or memory */
	DOCUMENT_VBA_EXECUTES,    /* starts programs or objects */
	DOCUMENT_VBA_DOWNLOADS,   /* fetches from the network */
	DOCUMENT_VBA_OBFUSCATED,  /* hides its strings or names */
	DOCUMENT_VBA_STOMPED,     /* the compiled form does what the source does not show */
	DOCUMENT_VBA_UNLISTED,    /* a module that the editor's list leaves out */
	DOCUMENT_XLM,             /* an Excel 4.0 macro sheet */
	DOCUMENT_XLM_AUTO,        /* a name that runs it on opening */
	DOCUMENT_XLM_EXECUTES,    /* EXEC, CALL, REGISTER */
	DOCUMENT_XLM_BUILDS,      /* writes formulas into cells and runs those */
	DOCUMENT_XLM_OBFUSCATED,  /* texts put together from characters */
	DOCUMENT_XLM_HIDDEN,      /* the macro sheet is hidden */
	DOCUMENT_XLM_VERY_HIDDEN, /* ... and no menu shows it */
	DOCUMENT_DDE,             /* a field or link that starts a program by DDE */
	DOCUMENT_REMOTE_TEMPLATE, /* its template lies on the network */
	DOCUMENT_EXTERNAL_OBJECT, /* an object that is fetched from the network */
	DOCUMENT_EXTERNAL_FRAME,  /* a frame or subdocument that is fetched */
	DOCUMENT_OBJECT,          /* an embedded object of any kind */
	DOCUMENT_PACKAGE,         /* an embedded file that a click starts */
	DOCUMENT_EQUATION,        /* an Equation 3.0 object */
	DOCUMENT_ACTIVEX,
	DOCUMENT_LINK_OBJECT,     /* an object that is a moniker: OLE2Link, htmlfile, script */
	DOCUMENT_AUTO_OBJECT,     /* an object that is updated on opening */
	DOCUMENT_HEX_NOISE,       /* an object's octets are broken up so that readers lose them */
	DOCUMENT_EXPLOIT_TEXT,    /* strings of known exploits: ms-msdt, script moniker */
	DOCUMENT_ENCRYPTED,
	DOCUMENT_DEFAULT_PASSWORD, /* locked with the password that the program itself tries */
	DOCUMENT_SHELL_TEXT,      /* a decoded string of its code calls a shell */
	DOCUMENT_EXPLOIT_SHAPE,   /* counts or lengths that programs do not write and known exploits need */
	DOCUMENT_SIGN_COUNT
};
extern const char *const document_sign_names[DOCUMENT_SIGN_COUNT];

/* Something outside that the document points to by itself, or an object's class. */
struct casefile_relation {
	struct bytes kind;   /* "attachedTemplate", "oleObject", "dde" */
	struct bytes target; /* UTF-8 */
};

struct casefile_document {
	uint32_t part;
	struct bytes format;   /* "xls", "docx", "rtf" */
	uint64_t signs;
	struct bytes password; /* that opened it */
	uint32_t modules;      /* of VBA */
	uint32_t macro_octets; /* of their source */
	uint32_t macro_sheets;
	uint32_t formulas;     /* on them */
	uint32_t objects;
	LIST(struct bytes) samples;
	LIST(struct casefile_relation) relations;
};

extern const struct schema casefile_document_schema;

static inline bool
document_has(const struct casefile_document *d, enum document_sign sign)
{
	return (d->signs >> sign & 1) != 0;
}

#endif
