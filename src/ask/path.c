#include "ask/inside.h"
#include "path/path.h"

/* The client is known at once, for the checks behind this one in the table; its names when the DNS has answered. */
static int
run(struct asking *a, void **state)
{
	const struct conf_network *network = &a->conf->network;
	struct casefile *c = a->casefile;
	const struct path_input in = { .c = c, .networks = { { network->own.at, network->own.count }, { network->relays.at, network->relays.count } },
		.names = network->relay_names.at, .name_count = network->relay_names.count, .geo = asking_geo(a) };
	int r = 1;
	if (*state == NULL)
		r = path_check(&in, NULL, a->arena, &c->asked.path);
	*state = c;
	if (r != 1 || !ask_has_dns(a->ask))
		return r;
	struct casefile_path path;
	r = path_check(&in, &a->book, a->arena, &path);
	if (r == 1)
		c->asked.path = path;
	return r;
}

const struct ask_check ask_path = { .name = "path", .run = run };
