/* Words in pictures, where they may be what the mail says: it has hardly a text of its own, or a file that is locked. */
#include "dissect/inside.h"
#include "picture/batch.h"
#include "picture/ocr.h"
#include "picture/picture.h"

/* Characters of a letter that speaks for itself. */
#define OWN_WORDS 200
/* Pixels and strokes of a picture with a sentence in it; a company's name in its logo has fewer strokes. */
#define SENTENCE_PIXELS 6000
#define SENTENCE_STROKES 28
/* ... and of one with nothing but a password. */
#define PASSWORD_STROKES 6

static uint32_t
own_words(const struct casefile *c)
{
	uint32_t most = 0;
	for (size_t i = 0; i < c->texts.count; i++) {
		const struct casefile_part *p = &c->parts.at[c->texts.at[i].part];
		if (!p->is_attachment && !p->is_unpacked && c->texts.at[i].visible_chars > most)
			most = c->texts.at[i].visible_chars;
	}
	return most;
}

static uint32_t
words_in_pictures(const struct casefile *c)
{
	uint32_t most = 0;
	for (size_t i = 0; i < c->texts.count; i++)
		if (c->texts.at[i].is_picture && c->texts.at[i].visible_chars > most)
			most = c->texts.at[i].visible_chars;
	return most;
}

/* Of a picture that may hold words; 0 for others. */
static uint64_t
pixels_of(const struct dissection *d, const struct held_picture *h)
{
	uint32_t width = 0, height = 0;
	uint32_t strokes_min = d->locked.count != 0 ? PASSWORD_STROKES : SENTENCE_STROKES;
	if (h->kind != BATCH_PICTURE || h->place != CODE_PICTURE || h->strokes < strokes_min ||
	    picture_size(h->octets, &width, &height) == PICTURE_UNKNOWN || width < 4 * OCR_SIDE_MIN || height < OCR_SIDE_MIN)
		return 0;
	return (uint64_t)width * height;
}

/* The largest pictures, for the batch; *out_items says which they are, *left how many pixels more may be read.  Gives: how
 * many. */
static size_t
choose(const struct dissection *d, uint32_t *out_items, uint64_t *left)
{
	size_t count = 0;
	uint64_t below = UINT64_MAX;
	while (count < OCR_PICTURES_MAX) {
		size_t best = d->picture_count;
		uint64_t most = SENTENCE_PIXELS - 1;
		for (size_t i = 0; i < d->picture_count; i++) {
			uint64_t pixels = pixels_of(d, &d->pictures[i]);
			bool is_taken = false;
			for (size_t k = 0; k < count; k++)
				is_taken |= out_items[k] == i;
			if (!is_taken && pixels > most && pixels <= below) {
				most = pixels;
				best = i;
			}
		}
		if (best == d->picture_count)
			break;
		/* A larger one is halved when it is decoded, see PICTURE_KEPT_MAX. */
		uint64_t kept = most > PICTURE_KEPT_MAX ? most / 4 : most;
		below = kept > *left ? most - 1 : most;
		if (kept > *left)
			continue;
		*left -= kept;
		out_items[count++] = (uint32_t)best;
	}
	return count;
}

/* More pictures may hold words than those COUNT. */
static void
record_others(struct dissection *d, const uint32_t *items, size_t count)
{
	for (size_t i = 0; i < d->picture_count; i++) {
		bool is_taken = pixels_of(d, &d->pictures[i]) < SENTENCE_PIXELS;
		for (size_t k = 0; k < count; k++)
			is_taken |= items[k] == i;
		if (is_taken)
			continue;
		dissect_gap(d, d->pictures[i].part, GAP_LIMIT, BYTES("more pictures with words than are read"));
		return;
	}
}

/* Pages of documents come behind the letter's own pictures.  Gives: how many there are in all. */
static size_t
add_pages(struct dissection *d, struct buf *batch, uint32_t *parts, size_t count, uint64_t left)
{
	for (size_t i = 0; i < d->drawn_pages.count; i++) {
		const struct drawn_page *page = &d->drawn_pages.at[i];
		uint32_t width = 0, height = 0;
		if (picture_size(page->octets, &width, &height) != PICTURE_PGM)
			continue;
		uint64_t pixels = (uint64_t)width * height;
		if (count == OCR_PICTURES_MAX || pixels > left) {
			dissect_gap(d, page->part, GAP_LIMIT, BYTES("more pictures with words than are read"));
			break;
		}
		batch_add(batch, BATCH_PICTURE, page->octets);
		parts[count++] = page->part;
		left -= pixels;
	}
	return count;
}

void
dissect_ocr(struct dissection *d)
{
	struct dissect_opened o;
	struct buf batch;
	uint32_t items[OCR_PICTURES_MAX], parts[OCR_PICTURES_MAX];
	if (d->services == NULL || d->services->open == NULL || (d->picture_count == 0 && d->drawn_pages.count == 0) ||
	    (d->locked.count == 0 && own_words(d->c) >= OWN_WORDS))
		return;
	uint64_t left = OCR_PIXELS_MAX;
	size_t count = choose(d, items, &left);
	record_others(d, items, count);
	buf_init(&batch, BATCH_OCTETS_MAX + 8 * OCR_PICTURES_MAX);
	for (size_t i = 0; i < count; i++) {
		batch_add(&batch, BATCH_PICTURE, d->pictures[items[i]].octets);
		parts[i] = d->pictures[items[i]].part;
	}
	count = add_pages(d, &batch, parts, count, left);
	if (count == 0) {
		buf_done(&batch);
		return;
	}
	/* A password that a picture tells opens a file, whatever the verdict. */
	if (d->locked.count == 0 && d->services->is_settled != NULL && d->services->is_settled(d->services->context, d->c)) {
		d->c->words_unread = true;
		buf_done(&batch);
		return;
	}
	uint32_t first = parts[0];
	if (dissect_ask(d, first, "ocr", buf_bytes(&batch), &o)) {
		for (size_t i = 0; i < o.entries.count; i++) {
			uint64_t number;
			if (o.entries.at[i].role == UNPACKED_TEXT && bytes_number(o.entries.at[i].name, count, &number) == 0 && number != 0)
				dissect_words(d, parts[number - 1], o.entries.at[i].content);
		}
		/* A page that speaks for itself needs no more of its words than a letter that does, or every scanned letter
		 * would count as one that was not inspected. */
		if (o.status != DISSECT_LIMIT || d->locked.count != 0 || words_in_pictures(d->c) < OWN_WORDS)
			dissect_gap_of(d, first, &o);
	}
	buf_done(&batch);
}
