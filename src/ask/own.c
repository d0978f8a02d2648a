#include "ask/own.h"

void
lists_own(const struct conf *conf, struct arena *arena, struct lists_subjects *out)
{
	for (size_t i = 0; i < conf->lists.own.count; i++)
		(void)lists_subject_add(out, arena, LISTS_OWN, conf->lists.own.at[i]);
	for (size_t i = 0; i < conf->listeners.count; i++)
		if (conf->listeners.at[i].enabled)
			(void)lists_subject_add(out, arena, LISTS_OWN, conf->listeners.at[i].address.host);
	for (size_t i = 0; i < conf->domains.count; i++)
		(void)lists_subject_add(out, arena, LISTS_OWN, conf->domains.at[i].is.name);
}
