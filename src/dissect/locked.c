/* Locked files wait until all of the mail is read: the password may stand in a picture, or in a code to scan. */
#include "dissect/inside.h"
#include "office/office.h"

bool
dissect_hold_locked(struct dissection *d, const struct locked_file *file)
{
	struct locked_file *slot = NULL;
	if (!d->is_last_try && d->locked.count < DISSECT_LOCKED_MAX)
		slot = LIST_ADD(d->arena, &d->locked);
	if (slot != NULL)
		*slot = *file;
	return slot != NULL;
}

static void
try_again(struct dissection *d, const struct locked_file *f)
{
	if (f->kind == LOCKED_DOCUMENT)
		office_done(f->office);
	switch (f->kind) {
	case LOCKED_ARCHIVE: dissect_open(d, f->part, f->opener, f->content, f->containers); break;
	case LOCKED_PDF: dissect_pdf(d, f->part, f->content, f->containers); break;
	case LOCKED_DOCUMENT: dissect_document(d, f->part, f->content, f->containers); break;
	}
}

static void
leave(struct dissection *d, const struct locked_file *f)
{
	switch (f->kind) {
	case LOCKED_ARCHIVE: dissect_opened_archive(d, f->part, &f->opened, f->containers); break;
	case LOCKED_PDF: dissect_opened_pdf(d, f->part, &f->opened, f->containers); break;
	case LOCKED_DOCUMENT: dissect_read_document(d, f->office, f->containers); break;
	}
}

void
dissect_locked(struct dissection *d)
{
	const struct bytes *passwords;
	size_t before = d->password_state;
	d->is_last_try = true;
	if (d->locked.count == 0)
		return;
	(void)dissect_passwords(d, &passwords);
	bool is_worth = d->password_state != before;
	for (size_t i = 0; i < d->locked.count; i++)
		if (is_worth)
			try_again(d, &d->locked.at[i]);
		else
			leave(d, &d->locked.at[i]);
}
