/* magic: what octets are, by looking at them.
 *
 * Names and declared types are what the sender says; this is what a program would open.  Our own table: it is
 * small, runs in the jail and answers in well under a microsecond.  It knows the formats that mail carries and
 * that attacks use; what it does not know is BYTES_NONE, never a guess. */
#ifndef DISSECT_MAGIC_H
#define DISSECT_MAGIC_H

#include "base/bytes.h"

/* What a file does when it is opened. */
enum magic_class {
	MAGIC_UNKNOWN,
	MAGIC_PROGRAM,   /* runs as machine or virtual-machine code */
	MAGIC_SCRIPT,    /* runs by an interpreter that the system has */
	MAGIC_SHORTCUT,  /* starts something else: .lnk, .url */
	MAGIC_ARCHIVE,   /* holds files */
	MAGIC_DISK,      /* an image that the system mounts: its files lose the mark of the web */
	MAGIC_DOCUMENT,
	MAGIC_PICTURE,
	MAGIC_MEDIA,
	MAGIC_TEXT,
	MAGIC_MAIL,
	MAGIC_SEALED,    /* encrypted or signed as such: S/MIME, PGP */
	MAGIC_TEST,      /* the EICAR test file */
};

struct magic {
	struct bytes type; /* "application/x-dosexec"; empty when unknown */
	enum magic_class class;
};

/**
 * magic_of(content): The type of CONTENT.
 *
 * Takes:   all octets of the file (signatures at its end and at 32 KiB are looked at too)
 * Gives:   a static text and its class; .type empty and MAGIC_UNKNOWN where no signature fits.  Types that
 *          detectors ask for: application/x-dosexec, -elf, -mach-binary, java-class, -dex, -shellscript,
 *          -msdos-batch, -powershell, -vbs, javascript, hta, x-ms-shortcut, x-url, zip, x-rar, x-7z, gzip,
 *          x-bzip2, x-xz, zstd, x-tar, x-cab, x-iso9660, x-udf, x-vhd, x-vhdx, x-raw-disk-image, x-arj, x-lha, x-ace,
 *          x-ole (any CFB file), x-msi, vnd.ms-word, vnd.ms-excel, vnd.ms-powerpoint, vnd.ms-outlook,
 *          x-ooxml-word, -excel, -powerpoint (with "-macro" when a vbaProject is inside), x-odf, java-archive,
 *          x-apk, pdf, rtf, x-chm, x-onenote, text/html, image/svg+xml, text/xml, text/calendar, text/vcard,
 *          x-tnef, message/rfc822, x-eicar, pgp-encrypted, image/...
 * Cost:    reads at most 64 KiB at the front, 2 KiB at the end
 */
struct magic magic_of(struct bytes content);

/**
 * magic_of_name(name): The class that a file name's last extension stands for on a person's desktop.
 *
 * Takes:   a decoded file name; trailing dots and blanks, which Windows drops, are ignored
 * Gives:   MAGIC_UNKNOWN where there is no extension or none that we know
 */
enum magic_class magic_of_name(struct bytes name);

/* The last extension of NAME in lower case order of its octets, without the dot; empty when there is none. */
struct bytes magic_extension(struct bytes name);

#endif
