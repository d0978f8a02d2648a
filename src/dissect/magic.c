#include "dissect/magic.h"

#include "base/reader.h"

/* How far from the start text-like formats are looked for: comments, byte order marks and blank lines may
 * stand before the first telling word. */
#define TEXT_WINDOW 1024
/* Zip entries are looked through as far as this for the names that tell a document from an archive. */
#define ZIP_WINDOW ((size_t)64 * 1024)

struct signature {
	size_t at;
	struct bytes octets;
	struct magic is;
};

#define IS(type_, class_) { BYTES_INIT(type_), class_ }

static const struct signature signatures[] = {
	{ 0, BYTES_INIT("\x7F" "ELF"), IS("application/x-elf", MAGIC_PROGRAM) },
	{ 0, BYTES_INIT("\xFE\xED\xFA\xCE"), IS("application/x-mach-binary", MAGIC_PROGRAM) },
	{ 0, BYTES_INIT("\xFE\xED\xFA\xCF"), IS("application/x-mach-binary", MAGIC_PROGRAM) },
	{ 0, BYTES_INIT("\xCE\xFA\xED\xFE"), IS("application/x-mach-binary", MAGIC_PROGRAM) },
	{ 0, BYTES_INIT("\xCF\xFA\xED\xFE"), IS("application/x-mach-binary", MAGIC_PROGRAM) },
	{ 0, BYTES_INIT("\xCA\xFE\xBA\xBE"), IS("application/java-class", MAGIC_PROGRAM) },
	{ 0, BYTES_INIT("dex\n"), IS("application/x-dex", MAGIC_PROGRAM) },
	{ 0, BYTES_INIT("#!"), IS("application/x-shellscript", MAGIC_SCRIPT) },
	{ 0, BYTES_INIT("#@~^"), IS("application/x-vbs", MAGIC_SCRIPT) }, /* encoded JScript or VBScript */
	{ 0, BYTES_INIT("L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"),
	  IS("application/x-ms-shortcut", MAGIC_SHORTCUT) },
	{ 0, BYTES_INIT("Rar!\x1A\x07"), IS("application/x-rar", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("7z\xBC\xAF\x27\x1C"), IS("application/x-7z", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("\x1F\x8B"), IS("application/gzip", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("\x1F\x9D"), IS("application/x-compress", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("BZh"), IS("application/x-bzip2", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("\xFD" "7zXZ\0"), IS("application/x-xz", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("\x28\xB5\x2F\xFD"), IS("application/zstd", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("MSWIM\0\0\0"), IS("application/x-wim", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("MSCF\0\0\0\0"), IS("application/x-cab", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("\x60\xEA"), IS("application/x-arj", MAGIC_ARCHIVE) },
	{ 7, BYTES_INIT("**ACE**"), IS("application/x-ace", MAGIC_ARCHIVE) },
	{ 2, BYTES_INIT("-lh"), IS("application/x-lha", MAGIC_ARCHIVE) },
	{ 257, BYTES_INIT("ustar"), IS("application/x-tar", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("070701"), IS("application/x-cpio", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("!<arch>\n"), IS("application/x-archive", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("xar!"), IS("application/x-xar", MAGIC_ARCHIVE) },
	{ 32769, BYTES_INIT("CD001"), IS("application/x-iso9660", MAGIC_DISK) },
	{ 32769, BYTES_INIT("BEA01"), IS("application/x-udf", MAGIC_DISK) },
	{ 34817, BYTES_INIT("BEA01"), IS("application/x-udf", MAGIC_DISK) },
	{ 0, BYTES_INIT("vhdxfile"), IS("application/x-vhdx", MAGIC_DISK) },
	{ 0, BYTES_INIT("conectix"), IS("application/x-vhd", MAGIC_DISK) },
	{ 0, BYTES_INIT("ITSF"), IS("application/x-chm", MAGIC_DOCUMENT) },
	{ 0, BYTES_INIT("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"),
	  IS("application/x-onenote", MAGIC_DOCUMENT) },
	{ 0, BYTES_INIT("{\\rt"), IS("application/rtf", MAGIC_DOCUMENT) },
	{ 0, BYTES_INIT("\x78\x9F\x3E\x22"), IS("application/x-tnef", MAGIC_ARCHIVE) },
	{ 0, BYTES_INIT("\x89PNG\r\n\x1A\n"), IS("image/png", MAGIC_PICTURE) },
	{ 0, BYTES_INIT("\xFF\xD8\xFF"), IS("image/jpeg", MAGIC_PICTURE) },
	{ 0, BYTES_INIT("GIF8"), IS("image/gif", MAGIC_PICTURE) },
	{ 8, BYTES_INIT("WEBPVP8"), IS("image/webp", MAGIC_PICTURE) },
	{ 0, BYTES_INIT("II*\0"), IS("image/tiff", MAGIC_PICTURE) },
	{ 0, BYTES_INIT("MM\0*"), IS("image/tiff", MAGIC_PICTURE) },
	{ 0, BYTES_INIT("\xD7\xCD\xC6\x9A"), IS("image/wmf", MAGIC_PICTURE) },
	{ 40, BYTES_INIT(" EMF"), IS("image/emf", MAGIC_PICTURE) },
	{ 4, BYTES_INIT("ftyp"), IS("video/mp4", MAGIC_MEDIA) },
	{ 0, BYTES_INIT("ID3"), IS("audio/mpeg", MAGIC_MEDIA) },
	{ 8, BYTES_INIT("WAVE"), IS("audio/wav", MAGIC_MEDIA) },
	{ 8, BYTES_INIT("AVI "), IS("video/avi", MAGIC_MEDIA) },
	{ 0, BYTES_INIT("OggS"), IS("audio/ogg", MAGIC_MEDIA) },
	{ 0, BYTES_INIT("\x1A\x45\xDF\xA3"), IS("video/matroska", MAGIC_MEDIA) },
	{ 0, BYTES_INIT("-----BEGIN PGP MESSAGE-----"), IS("application/pgp-encrypted", MAGIC_SEALED) },
	{ 0, BYTES_INIT("BEGIN:VCALENDAR"), IS("text/calendar", MAGIC_TEXT) },
	{ 0, BYTES_INIT("BEGIN:VCARD"), IS("text/vcard", MAGIC_TEXT) },
};

/* Words that open a text format, ignoring case, behind blanks, byte order mark and (for XML) comments. */
static const struct {
	struct bytes word;
	struct magic is;
} openings[] = {
	{ BYTES_INIT("<!doctype html"), IS("text/html", MAGIC_TEXT) },
	{ BYTES_INIT("<html"), IS("text/html", MAGIC_TEXT) },
	{ BYTES_INIT("<head"), IS("text/html", MAGIC_TEXT) },
	{ BYTES_INIT("<body"), IS("text/html", MAGIC_TEXT) },
	{ BYTES_INIT("<script"), IS("text/html", MAGIC_TEXT) },
	{ BYTES_INIT("<svg"), IS("image/svg+xml", MAGIC_PICTURE) },
	{ BYTES_INIT("<hta:application"), IS("application/hta", MAGIC_SCRIPT) },
	{ BYTES_INIT("@echo off"), IS("application/x-msdos-batch", MAGIC_SCRIPT) },
	{ BYTES_INIT("[internetshortcut]"), IS("application/x-url", MAGIC_SHORTCUT) },
	{ BYTES_INIT("{\\rtf"), IS("application/rtf", MAGIC_DOCUMENT) },
};

static const struct magic nothing = { { NULL, 0 }, MAGIC_UNKNOWN };

static bool
stands_at(struct bytes content, size_t at, struct bytes octets)
{
	return bytes_equal(bytes_slice(content, at, at + octets.len), octets);
}

/* "MZ" alone is also how some texts begin; a program has a PE, NE or LE header where offset 60 points, and a
 * cut or packed one at least more than a DOS header. */
static struct magic
of_program(struct bytes content)
{
	static const struct magic program = IS("application/x-dosexec", MAGIC_PROGRAM);
	if (content.len < 64)
		return nothing;
	size_t header = (size_t)content.at[60] | (size_t)content.at[61] << 8 | (size_t)content.at[62] << 16 |
	                (size_t)content.at[63] << 24;
	if (stands_at(content, header, BYTES("PE\0\0")) || stands_at(content, header, BYTES("NE")) ||
	    stands_at(content, header, BYTES("LE")))
		return program;
	/* A DOS program: pages and relocation offset make sense and it is no text. */
	bool binary = bytes_find_octet(bytes_to(content, 64), 0) != BYTES_NOT_FOUND;
	return binary ? program : nothing;
}

static struct magic
of_zip(struct bytes content)
{
	static const struct {
		struct bytes name;
		struct magic is;
		struct magic with_macro;
	} kinds[] = {
		{ BYTES_INIT("word/"), IS("application/x-ooxml-word", MAGIC_DOCUMENT),
		  IS("application/x-ooxml-word-macro", MAGIC_DOCUMENT) },
		{ BYTES_INIT("xl/"), IS("application/x-ooxml-excel", MAGIC_DOCUMENT),
		  IS("application/x-ooxml-excel-macro", MAGIC_DOCUMENT) },
		{ BYTES_INIT("ppt/"), IS("application/x-ooxml-powerpoint", MAGIC_DOCUMENT),
		  IS("application/x-ooxml-powerpoint-macro", MAGIC_DOCUMENT) },
		{ BYTES_INIT("AndroidManifest.xml"), IS("application/x-apk", MAGIC_PROGRAM),
		  IS("application/x-apk", MAGIC_PROGRAM) },
		{ BYTES_INIT("META-INF/MANIFEST.MF"), IS("application/java-archive", MAGIC_PROGRAM),
		  IS("application/java-archive", MAGIC_PROGRAM) },
		{ BYTES_INIT("AppxManifest.xml"), IS("application/x-msix", MAGIC_PROGRAM),
		  IS("application/x-msix", MAGIC_PROGRAM) },
	};
	if (stands_at(content, 30, BYTES("mimetypeapplication/vnd.oasis.opendocument")))
		return (struct magic)IS("application/x-odf", MAGIC_DOCUMENT);
	struct bytes front = bytes_to(content, ZIP_WINDOW);
	struct bytes back = content.len > ZIP_WINDOW ? bytes_from(content, content.len - ZIP_WINDOW) : BYTES_NONE;
	bool macro = bytes_has(front, BYTES("vbaProject.bin")) || bytes_has(back, BYTES("vbaProject.bin"));
	bool typed = bytes_has(front, BYTES("[Content_Types].xml")) || bytes_has(back, BYTES("[Content_Types].xml"));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (i < 3 && !typed)
			continue;
		if (bytes_has(front, kinds[i].name) || bytes_has(back, kinds[i].name))
			return macro ? kinds[i].with_macro : kinds[i].is;
	}
	return (struct magic)IS("application/zip", MAGIC_ARCHIVE);
}

/* Compound files are told apart by the names of their streams, which are UTF-16 in the directory. */
static struct magic
of_compound(struct bytes content)
{
	static const struct {
		struct bytes name;
		struct magic is;
	} kinds[] = {
		{ BYTES_INIT("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), IS("application/vnd.ms-word", MAGIC_DOCUMENT) },
		{ BYTES_INIT("W\0o\0r\0k\0b\0o\0o\0k\0"), IS("application/vnd.ms-excel", MAGIC_DOCUMENT) },
		{ BYTES_INIT("B\0o\0o\0k\0\0\0"), IS("application/vnd.ms-excel", MAGIC_DOCUMENT) },
		{ BYTES_INIT("P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0"), IS("application/vnd.ms-powerpoint", MAGIC_DOCUMENT) },
		{ BYTES_INIT("_\0_\0s\0u\0b\0s\0t\0g\0"), IS("application/vnd.ms-outlook", MAGIC_MAIL) },
		{ BYTES_INIT("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), IS("application/x-ooxml-encrypted", MAGIC_DOCUMENT) },
		{ BYTES_INIT("\x40\x48\x3F\x3B\xF2\x43\x38\x44"), IS("application/x-msi", MAGIC_PROGRAM) },
	};
	struct bytes window = bytes_to(content, (size_t)4 << 20);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (bytes_has(window, kinds[i].name))
			return kinds[i].is;
	return (struct magic)IS("application/x-ole", MAGIC_DOCUMENT);
}

static struct magic
of_text(struct bytes content)
{
	struct bytes text = bytes_to(content, TEXT_WINDOW);
	if (bytes_starts(text, BYTES("\xEF\xBB\xBF")))
		text = bytes_from(text, 3);
	text = bytes_trim(text);
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
		if (bytes_starts_nocase(text, openings[i].word))
			return openings[i].is;
	if (bytes_starts_nocase(text, BYTES("<?xml")) || bytes_starts(text, BYTES("<!--"))) {
		if (bytes_has_nocase(text, BYTES("<svg")))
			return (struct magic)IS("image/svg+xml", MAGIC_PICTURE);
		if (bytes_has_nocase(text, BYTES("<html")) || bytes_has_nocase(text, BYTES("<!doctype html")))
			return (struct magic)IS("text/html", MAGIC_TEXT);
		if (bytes_starts_nocase(text, BYTES("<?xml")))
			return (struct magic)IS("text/xml", MAGIC_TEXT);
	}
	return nothing;
}

/* The standard says that the string comes first, in a file of at most 128 octets. */
static bool
is_eicar(struct bytes content)
{
	/* In two pieces, so that this program is not taken for the test file. */
	return content.len <= 128 && bytes_starts(content, BYTES("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR")) &&
	       bytes_has(content, BYTES("-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"));
}

/* An image of a disk or of one volume (FAT, NTFS, exFAT), which a double click mounts: a boot sector, and names or a table of
 * partitions that point into the file. */
static bool
is_disk(struct bytes content)
{
	if (content.len < 1024 || !stands_at(content, 510, BYTES("\x55\xAA")))
		return false;
	if (stands_at(content, 54, BYTES("FAT1")) || stands_at(content, 82, BYTES("FAT32   ")) ||
	    stands_at(content, 3, BYTES("NTFS    ")) || stands_at(content, 3, BYTES("EXFAT   ")))
		return true;
	bool has_one = false;
	for (size_t at = 446; at < 510; at += 16) {
		struct reader r = reader_of(bytes_slice(content, at, at + 16));
		uint8_t boot = reader_u8(&r);
		reader_skip(&r, 3);
		uint8_t type = reader_u8(&r);
		reader_skip(&r, 3);
		uint64_t first = reader_u32le(&r), count = reader_u32le(&r);
		if ((boot & 0x7F) != 0 || (type != 0 && (first == 0 || count == 0 || first * 512 >= content.len)))
			return false;
		has_one |= type != 0;
	}
	return has_one;
}

struct magic
magic_of(struct bytes content)
{
	if (content.len < 2)
		return nothing;
	if (is_eicar(content))
		return (struct magic)IS("application/x-eicar", MAGIC_TEST);
	if (bytes_starts(content, BYTES("MZ"))) {
		struct magic program = of_program(content);
		if (program.type.len != 0)
			return program;
	}
	if (bytes_starts(content, BYTES("PK\x03\x04")) || bytes_starts(content, BYTES("PK\x05\x06")) ||
	    bytes_starts(content, BYTES("PK\x07\x08")))
		return of_zip(content);
	if (bytes_starts(content, BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return of_compound(content);
	/* Readers look for the header in the first kilobyte (PDF 1.7 implementation note 13). */
	if (bytes_has(bytes_to(content, TEXT_WINDOW), BYTES("%PDF-")))
		return (struct magic)IS("application/pdf", MAGIC_DOCUMENT);
	if (content.len > 26 && bytes_starts(content, BYTES("BM")) && stands_at(content, 15, BYTES("\0\0\0")))
		return (struct magic)IS("image/bmp", MAGIC_PICTURE);
	/* A class file's version stands where a fat Mach-O counts its programs; the first Java wrote 45. */
	if (bytes_starts(content, BYTES("\xCA\xFE\xBA\xBE\0\0\0")) && content.len > 8 && content.at[7] < 45)
		return (struct magic)IS("application/x-mach-binary", MAGIC_PROGRAM);
	for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
		if (stands_at(content, signatures[i].at, signatures[i].octets))
			return signatures[i].is;
	/* A fixed-size VHD has its only signature in its last sector. */
	if (content.len > 1024 && stands_at(content, content.len - 512, BYTES("conectix")))
		return (struct magic)IS("application/x-vhd", MAGIC_DISK);
	if (is_disk(content))
		return (struct magic)IS("application/x-raw-disk-image", MAGIC_DISK);
	return of_text(content);
}

struct bytes
magic_extension(struct bytes name)
{
	while (name.len != 0 && (name.at[name.len - 1] == '.' || name.at[name.len - 1] == ' '))
		name.len--;
	size_t dot = bytes_find_last_octet(name, '.');
	if (dot == BYTES_NOT_FOUND)
		return BYTES_NONE;
	struct bytes extension = bytes_from(name, dot + 1);
	return extension.len <= 12 ? extension : BYTES_NONE;
}

enum magic_class
magic_of_name(struct bytes name)
{
	static const struct {
		enum magic_class class;
		const char *extensions;
	} groups[] = {
		{ MAGIC_PROGRAM, " exe scr com pif cpl dll ocx sys msi msp msix appx appxbundle apk jar class elf bin run deb rpm dmg pkg app xll wll gadget " },
		{ MAGIC_SCRIPT, " js jse vbs vbe wsf wsh ws sct hta bat cmd ps1 psm1 psd1 ps1xml sh bash py pyw pl rb lua php msc reg inf jnlp application appref-ms ade adp mde " },
		{ MAGIC_SHORTCUT, " lnk url website desktop scf library-ms searchconnector-ms search-ms settingcontent-ms theme diagcab rdp " },
		{ MAGIC_ARCHIVE, " zip rar 7z gz tgz bz2 tbz xz txz zst tar cab arj lha lzh ace z r00 001 cpio xar alz egg zipx war ear " },
		{ MAGIC_DISK, " iso img vhd vhdx udf vmdk nrg mdf cue wim " },
		{ MAGIC_DOCUMENT, " doc docx docm dot dotx dotm xls xlsx xlsm xlsb xlt xltx xltm xlam xla ppt pptx pptm pps ppsx pot rtf pdf odt ods odp wps et dps ofd one onepkg chm mht mhtml slk iqy csv pub vsd vsdx xps " },
		{ MAGIC_PICTURE, " png jpg jpeg gif bmp tif tiff webp svg ico heic avif emf wmf " },
		{ MAGIC_MEDIA, " mp3 mp4 avi mkv wav ogg flac mov wmv m4a webm " },
		{ MAGIC_TEXT, " txt log md html htm xhtml shtml xht xml json ics vcf ini yaml yml patch diff c h " },
		{ MAGIC_MAIL, " eml msg mbox " },
		{ MAGIC_SEALED, " p7s p7m p7c asc pgp gpg sig rpmsg " },
	};
	struct bytes extension = magic_extension(name);
	char key[16] = " ";
	if (extension.len == 0)
		return MAGIC_UNKNOWN;
	for (size_t i = 0; i < extension.len; i++) {
		if (extension.at[i] <= ' ')
			return MAGIC_UNKNOWN;
		key[i + 1] = (char)ascii_lower(extension.at[i]);
	}
	key[extension.len + 1] = ' ';
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (strstr(groups[i].extensions, key) != NULL)
			return groups[i].class;
	return MAGIC_UNKNOWN;
}
