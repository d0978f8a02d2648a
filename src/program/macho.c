/* Mach-O.  Source: Apple's mach-o/loader.h and fat.h. */
#include "program/inside.h"

#define FAT 0xCAFEBABEu
#define COMMAND_SEGMENT 1u
#define COMMAND_SEGMENT_64 0x19u
#define COMMAND_SIGNATURE 0x1du
#define COMMANDS_MAX 256u
#define PROTECT_WRITE 2u
#define PROTECT_EXECUTE 4u

static struct bytes
machine_of(uint32_t cpu)
{
	switch (cpu) {
	case 7: return BYTES("x86");
	case 0x01000007: return BYTES("x86-64");
	case 12: return BYTES("arm");
	case 0x0100000c: return BYTES("arm64");
	default: return BYTES("other");
	}
}

static uint32_t
number(struct reader *r, bool is_big)
{
	return is_big ? reader_u32be(r) : reader_u32le(r);
}

static uint64_t
wide_number(struct reader *r, bool is_big)
{
	uint64_t n = reader_u64le(r);
	return is_big ? __builtin_bswap64(n) : n;
}

static void
read_segment(struct reader *r, bool is_big, bool is_wide, struct bytes all, struct arena *arena, struct casefile_program *p)
{
	struct bytes name = reader_take(r, 16);
	reader_skip(r, is_wide ? 16 : 8);
	uint64_t offset = is_wide ? wide_number(r, is_big) : number(r, is_big);
	uint64_t size = is_wide ? wide_number(r, is_big) : number(r, is_big);
	reader_skip(r, 4);
	uint32_t protection = number(r, is_big);
	if (!reader_ok(r) || offset > all.len || size > all.len - offset) {
		program_sign(p, PROGRAM_DAMAGED);
		return;
	}
	program_section(arena, p, bytes_to(name, bytes_find_octet(name, 0)), bytes_slice(all, (size_t)offset,
	    (size_t)(offset + size)), (protection & PROTECT_EXECUTE) != 0, (protection & PROTECT_WRITE) != 0);
}

void
macho_read(struct bytes content, struct arena *arena, struct casefile_program *p)
{
	struct reader r = reader_of(content);
	/* A fat file holds one program for each machine; the first is read. */
	if (reader_u32be(&r) == FAT) {
		reader_seek(&r, 16);
		uint32_t offset = reader_u32be(&r);
		content = bytes_from(content, offset);
	}
	r = reader_of(content);
	uint32_t magic = reader_u32be(&r);
	bool is_big = magic == 0xFEEDFACE || magic == 0xFEEDFACF;
	bool is_wide = magic == 0xFEEDFACF || magic == 0xCFFAEDFE;
	p->machine = machine_of(number(&r, is_big));
	reader_skip(&r, 4);
	if (number(&r, is_big) == 6)
		program_sign(p, PROGRAM_LIBRARY);
	uint32_t count = number(&r, is_big);
	size_t at = is_wide ? 32 : 28;
	for (uint32_t i = 0; i < count && i < COMMANDS_MAX; i++) {
		reader_seek(&r, at);
		uint32_t command = number(&r, is_big), size = number(&r, is_big);
		if (!reader_ok(&r) || size < 8 || size > content.len - at) {
			program_sign(p, PROGRAM_DAMAGED);
			break;
		}
		if (command == COMMAND_SIGNATURE)
			program_sign(p, PROGRAM_SIGNED);
		if (command == COMMAND_SEGMENT || command == COMMAND_SEGMENT_64)
			read_segment(&r, is_big, command == COMMAND_SEGMENT_64, content, arena, p);
		at += size;
	}
	program_strings(arena, content, p);
}
