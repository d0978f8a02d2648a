#include "cli/show_path.h"

#include "lib/check.h"

struct scene {
	struct arena *a;
	struct casefile c;
	struct buf out;
};

static struct scene
scene_of(void)
{
	struct scene s = { .a = arena_new(1 << 20) };
	buf_init(&s.out, 1 << 20);
	*LIST_ADD(s.a, &s.c.hops) = (struct casefile_hop){ BYTES("mx1.example.com"), BYTES("mx1.example.com"),
		BYTES("192.0.2.25"), BYTES("mail.example.cn"), BYTES("ESMTP"), 1793581510 };
	*LIST_ADD(s.a, &s.c.hops) = (struct casefile_hop){ BYTES("pc\x1b[31m"), BYTES("pc.example.com"),
		BYTES("192.0.2.77"), BYTES("mx1.example.com"), BYTES("ESMTP"), 1793581501 };
	*LIST_ADD(s.a, &s.c.hops) = (struct casefile_hop){ .date = INT64_MAX };
	struct casefile_path *p = &s.c.asked.path;
	*LIST_ADD(s.a, &p->steps) = (struct casefile_step){ .is_ours = true,
		.place = { BYTES("CN"), BYTES("山东"), BYTES("济南"), 64500, BYTES("Example Net") } };
	(void)LIST_ADD(s.a, &p->steps);
	(void)LIST_ADD(s.a, &p->steps);
	p->source = PATH_RECEIVED;
	p->ip = BYTES("192.0.2.25");
	p->name = p->helo = BYTES("mx1.example.com");
	p->reverse = p->greeting = NAME_CONFIRMED;
	*LIST_ADD(s.a, &p->attributions) = BYTES("Data of example.com");
	s.c.asked.credits.was_asked = true;
	*LIST_ADD(s.a, &s.c.asked.credits.rows) = (struct casefile_credit){ .key = BYTES("ip 192.0.2.25"), .score = 61 };
	return s;
}

static void
each_hop_is_a_row_with_its_place(void **state)
{
	static const struct {
		enum language language;
		const char *wants[9];
	} cases[] = {
		{ LANGUAGE_EN, { "mx1.example.com", "yes", "2026-11-02 01:05:10", "9s", "CN 山东 济南, AS64500 Example Net",
		                   "confirmed", "Data of example.com", "as our own server wrote it", "Credit" } },
		{ LANGUAGE_ZH, { "传递路径", "我方", "延迟", "CN 山东 济南, AS64500 Example Net", "已核实", "位置数据来源",
		                   "由我方服务器记录得知", "信誉", "192.0.2.77" } },
	};
	for (size_t i = 0; i < 2; i++) {
		struct scene s = scene_of();
		show_path(&s.c, cases[i].language, &s.out);
		for (size_t k = 0; k < 9; k++) {
			bool has = bytes_has(buf_bytes(&s.out), bytes_of_cstr(cases[i].wants[k]));
			if (!has)
				print_error("no \"%s\" in\n%s", cases[i].wants[k], buf_cstr(&s.out));
			assert_true(has);
		}
		assert_int_equal(bytes_find_octet(buf_bytes(&s.out), 0x1b), BYTES_NOT_FOUND);
		buf_done(&s.out);
		arena_free(s.a);
	}
}

static void
what_is_not_known_takes_no_room(void **state)
{
	struct casefile c = { 0 };
	struct buf out;
	buf_init(&out, 4096);
	show_path(&c, LANGUAGE_EN, &out);
	assert_int_equal(out.len, 0);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(each_hop_is_a_row_with_its_place),
		cmocka_unit_test(what_is_not_known_takes_no_room),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
