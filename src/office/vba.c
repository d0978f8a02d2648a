#include "office/vba.h"

#include "base/reader.h"
#include "base/utf8.h"
#include "office/fold.h"
#include "office/words.h"

#define CHUNK_OCTETS 4096
/* A module without a procedure has about a kilobyte of compiled form. */
#define COMPILED_OCTETS_MANY 2048
/* How much of the list of modules, of compiled code and of the project's names is looked at: each is searched more than
 * once, and honest ones are far smaller. */
#define LIST_OCTETS_MAX ((size_t)64 << 10)
#define COMPILED_OCTETS_MAX ((size_t)1 << 20)
/* Drawn for an octet of source that is folded. */
#define FOLD_WORK 8

/* One chunk: eight tokens behind each octet of flags, a token is an octet or a place and length to copy from. */
static bool
chunk(struct bytes in, struct buf *out)
{
	size_t start = out->len;
	for (size_t at = 0; at < in.len;) {
		uint8_t flags = in.at[at++];
		for (int bit = 0; bit < 8 && at < in.len; bit++) {
			size_t here = out->len - start;
			if ((flags >> bit & 1) == 0) {
				if (here >= CHUNK_OCTETS)
					return false;
				buf_add_octet(out, in.at[at++]);
				continue;
			}
			if (at + 2 > in.len || here == 0)
				return false;
			uint32_t token = (uint32_t)in.at[at] | (uint32_t)in.at[at + 1] << 8;
			at += 2;
			/* The more has come out, the more bits say how far back. */
			unsigned bits = 4;
			while (bits < 12 && (1u << bits) < here)
				bits++;
			size_t length = (token & (0xFFFFu >> bits)) + 3, back = (token >> (16 - bits)) + 1;
			if (back > here || here + length > CHUNK_OCTETS)
				return false;
			if (buf_reserve(out, length) == NULL)
				return false;
			for (size_t i = 0; i < length; i++, out->len++)
				out->at[out->len] = out->at[out->len - back];
		}
	}
	return true;
}

bool
vba_decompress(struct office *o, struct bytes in, struct buf *out)
{
	struct reader r = reader_of(in);
	if (reader_u8(&r) != 1)
		return false;
	size_t chunks = 0;
	while (reader_left(&r) >= 2) {
		uint16_t head = reader_u16le(&r);
		size_t length = (head & 0x0FFF) + 1;
		/* What follows the last chunk is padding. */
		if ((head >> 12 & 7) != 3)
			return chunks != 0;
		struct bytes data = reader_take(&r, length < reader_left(&r) ? length : reader_left(&r));
		if (!office_work(o, CHUNK_OCTETS))
			return false;
		if ((head & 0x8000) == 0)
			buf_add(out, data);
		else if (!chunk(data, out))
			return false;
		if (!buf_ok(out))
			return false;
		chunks++;
	}
	return chunks != 0;
}

/* One module as the directory tells it. */
struct module {
	struct bytes stream; /* UTF-8 */
	uint32_t offset;     /* of its source */
};

struct project {
	struct office *o;
	struct cfb *c;
	uint32_t storage;
	uint32_t codepage;
	struct module *modules;
	size_t count, room;
	struct bytes list;     /* the stream PROJECT, in which the editor lists modules */
	struct buf source;     /* of one module, UTF-8 */
	bool has_procedure;    /* in any module */
	bool is_stomped;
};

static struct module *
add_module(struct project *p)
{
	if (p->count == VBA_MODULES_MAX) {
		office_gap(p->o, GAP_LIMIT, BYTES("more macro modules than are read"));
		return NULL;
	}
	struct module *modules = arena_grow(p->o->arena, p->modules, p->count, &p->room, sizeof *modules);
	if (modules == NULL)
		return NULL;
	p->modules = modules;
	p->modules[p->count] = (struct module){ .stream = BYTES_NONE };
	return &p->modules[p->count++];
}

/* The directory is a list of (number, length, data); one number lies about its length. */
static void
read_directory(struct project *p, struct bytes dir)
{
	enum { CODEPAGE = 0x03, VERSION = 0x09, MODULE_NAME = 0x19, STREAM_NAME = 0x1A, STREAM_NAME_WIDE = 0x32, OFFSET = 0x31 };
	struct reader r = reader_of(dir);
	struct module *m = NULL;
	while (reader_left(&r) >= 6) {
		uint16_t number = reader_u16le(&r);
		uint32_t length = reader_u32le(&r);
		if (number == VERSION)
			length = 6;
		struct bytes data = reader_take(&r, length < reader_left(&r) ? length : reader_left(&r));
		struct reader field = reader_of(data);
		switch (number) {
		case CODEPAGE: p->codepage = reader_u16le(&field); break;
		case MODULE_NAME: m = add_module(p); break;
		case STREAM_NAME:
			if (m != NULL)
				m->stream = office_decode(p->o, data, p->codepage);
			break;
		case STREAM_NAME_WIDE:
			if (m != NULL && data.len != 0)
				m->stream = office_decode(p->o, data, 1200);
			break;
		case OFFSET:
			if (m != NULL)
				m->offset = reader_u32le(&field);
			break;
		default: break;
		}
	}
}

/* Words of the compiled form that act: string constants and the names of libraries' functions stand in clear in it. */
static bool
compiled_acts(struct project *p, struct bytes compiled, struct bytes source)
{
	static const struct bytes telling[] = { BYTES_INIT("http://"), BYTES_INIT("https://"), BYTES_INIT("powershell"),
		BYTES_INIT("cmd.exe"), BYTES_INIT("cmd /"), BYTES_INIT("wscript.shell"), BYTES_INIT("rundll32"), BYTES_INIT("mshta"),
		BYTES_INIT("regsvr32"), BYTES_INIT("shell.application"), BYTES_INIT("xmlhttp"), BYTES_INIT("urlmon"),
		BYTES_INIT("adodb.stream"), BYTES_INIT(".exe"), BYTES_INIT("winmgmts") };
	bool found = false;
	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
		size_t at = bytes_find_nocase(compiled, telling[i]);
		if (at == BYTES_NOT_FOUND || bytes_has_nocase(source, telling[i]))
			continue;
		size_t end = at;
		while (end < compiled.len && compiled.at[end] >= 0x20 && compiled.at[end] < 0x7F)
			end++;
		while (at > 0 && compiled.at[at - 1] >= 0x20 && compiled.at[at - 1] < 0x7F)
			at--;
		fold_found(p->o, bytes_slice(compiled, at, end));
		found = true;
	}
	return found;
}

/* Lines that are more than the attributes every module begins with. */
static bool
has_code(struct bytes source)
{
	struct bytes line;
	while (bytes_cut(&source, '\n', &line)) {
		line = bytes_trim(line);
		if (line.len != 0 && !bytes_starts_nocase(line, BYTES("attribute ")) && line.at[0] != '\'' &&
		    !bytes_starts_nocase(line, BYTES("option ")))
			return true;
	}
	return false;
}

static bool
has_procedure(struct bytes source)
{
	return bytes_has_nocase(source, BYTES("sub ")) || bytes_has_nocase(source, BYTES("function "));
}

/* Is NAME in the editor's list: "Module=NAME", "Document=NAME/..."? */
static bool
is_listed(const struct project *p, struct bytes name)
{
	struct bytes rest = p->list, line;
	while (bytes_cut(&rest, '\n', &line)) {
		size_t equals = bytes_find_octet(line, '=');
		if (equals == BYTES_NOT_FOUND)
			continue;
		struct bytes value = bytes_trim(bytes_from(line, equals + 1));
		value = bytes_to(value, bytes_find_octet(value, '/'));
		if (bytes_equal_nocase(value, name))
			return true;
	}
	return false;
}

static void
read_source(struct project *p, struct bytes stream, size_t offset, bool is_told)
{
	struct office *o = p->o;
	struct buf raw;
	buf_init(&raw, VBA_SOURCE_MAX);
	bool ok = vba_decompress(o, bytes_from(stream, offset), &raw);
	struct bytes source = office_decode(o, buf_bytes(&raw), p->codepage);
	struct bytes compiled = bytes_to(bytes_to(stream, offset), COMPILED_OCTETS_MAX);
	o->facts.modules++;
	o->facts.macro_octets += (uint32_t)source.len;
	p->has_procedure |= has_procedure(source);
	if (office_work(o, source.len * FOLD_WORK))
		fold_vba(o, source);
	if (is_told && office_work(o, compiled.len * FOLD_WORK)) {
		bool acts = compiled_acts(p, compiled, source);
		/* Compiled code without any source, or code that says what the source does not. */
		if (acts || (!has_code(source) && compiled.len > COMPILED_OCTETS_MANY * 2) ||
		    (!ok && raw.len == 0 && compiled.len > COMPILED_OCTETS_MANY))
			p->is_stomped = true;
	}
	if (raw.full)
		office_gap(o, GAP_LIMIT, BYTES("a macro module is larger than what is read of one"));
	else if (!ok && !p->is_stomped)
		office_gap(o, GAP_MALFORMED, BYTES("the source of a macro module is damaged"));
	buf_done(&raw);
}

static void
read_modules(struct project *p)
{
	for (size_t i = 0; i < p->count; i++) {
		uint32_t index = cfb_child(p->c, p->storage, p->modules[i].stream);
		if (index == CFB_NONE)
			continue;
		struct bytes stream = cfb_stream(p->c, index);
		if (p->modules[i].offset > stream.len)
			p->modules[i].offset = (uint32_t)stream.len;
		read_source(p, stream, p->modules[i].offset, true);
		if (p->list.len != 0 && !is_listed(p, p->modules[i].stream))
			office_sign(p->o, DOCUMENT_VBA_UNLISTED);
	}
}

/* Without a directory: source begins with "Attribute", of which the first eight octets are not compressed. */
static void
search_modules(struct project *p)
{
	static const struct bytes mark = BYTES_INIT("\0Attribut");
	for (uint32_t i = 1; i < p->c->count; i++) {
		if (p->c->entries[i].parent != p->storage || p->c->entries[i].type != CFB_STREAM)
			continue;
		struct bytes stream = cfb_stream(p->c, i);
		size_t at = bytes_find(stream, mark);
		if (at != BYTES_NOT_FOUND && at >= 3)
			read_source(p, stream, at - 3, false);
	}
}

/* Names of the project's own: they stay when source is removed. */
static bool
names_act(struct project *p)
{
	static const struct bytes starts[] = { BYTES_INIT("AutoOpen"), BYTES_INIT("Auto_Open"), BYTES_INIT("Document_Open"),
		BYTES_INIT("Workbook_Open") };
	static const struct bytes acts[] = { BYTES_INIT("Shell"), BYTES_INIT("CreateObject"), BYTES_INIT("URLDownloadToFile") };
	uint32_t index = cfb_child(p->c, p->storage, BYTES("_VBA_PROJECT"));
	struct bytes names = bytes_to(cfb_stream(p->c, index), COMPILED_OCTETS_MAX);
	bool starting = false, acting = false;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		starting |= bytes_has_nocase(names, starts[i]);
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		acting |= bytes_has_nocase(names, acts[i]);
	return starting && acting;
}

static void
read_project(struct office *o, struct cfb *c, uint32_t storage)
{
	struct project p = { .o = o, .c = c, .storage = storage };
	struct buf dir;
	uint32_t before = o->facts.modules;
	office_sign(o, DOCUMENT_VBA);
	p.list = cfb_stream(c, cfb_child(c, c->entries[storage].parent, BYTES("PROJECT")));
	buf_init(&dir, VBA_SOURCE_MAX);
	(void)vba_decompress(o, cfb_stream(c, cfb_child(c, storage, BYTES("dir"))), &dir);
	struct bytes kept = BYTES_NONE; /* names are views of it */
	(void)arena_copy(o->arena, buf_bytes(&dir), &kept);
	buf_done(&dir);
	read_directory(&p, kept);
	if (p.list.len != 0)
		p.list = office_decode(o, bytes_to(p.list, LIST_OCTETS_MAX), p.codepage);
	read_modules(&p);
	if (o->facts.modules == before)
		search_modules(&p);
	if (p.is_stomped || (!p.has_procedure && names_act(&p)))
		office_sign(o, DOCUMENT_VBA_STOMPED);
}

bool
vba_read(struct office *o, struct cfb *c)
{
	bool found = false;
	/* The storage is called "VBA"; one without that name but with the directory's is one too. */
	for (uint32_t i = 1; i < c->count; i++)
		if (c->entries[i].type == CFB_STREAM && bytes_equal_nocase(c->entries[i].name, BYTES("_VBA_PROJECT"))) {
			read_project(o, c, c->entries[i].parent);
			found = true;
		}
	return found;
}
