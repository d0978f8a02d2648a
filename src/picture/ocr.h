/* ocr: the words in a picture, English and Chinese, with tesseract.
 *
 * It runs in an opener's jail.  The library and its models take 0.15 s and 60 MB, which no other role shall pay: a nursery
 * of its own loads them when the first picture is to be read and forks the openers that read (roles/nursery.h).
 *
 * Ceilings for all pictures of one message together, largest first come the caller's choice: OCR_PICTURES_MAX, OCR_PIXELS_MAX
 * in them, OCR_CPU_MS for their lines (a page takes one to three seconds, and what its first lines say is mostly enough to judge it
 * by; of several pictures each may take half of what is left), OCR_TEXT_MAX octets of text. */
#ifndef PICTURE_OCR_H
#define PICTURE_OCR_H

#include "unpack/archive.h"

enum ocr_limits {
	OCR_PICTURES_MAX = 4,
	OCR_PIXELS_MAX = 6 << 20,    /* an A4 page of 200 dpi is 4 */
	OCR_SIDE_MIN = 24,           /* no line of text is lower */
	OCR_SMALL = 1 << 20,         /* pixels below which it is enlarged: the models know letters of 30 pixels */
	OCR_CPU_MS = 400,
	OCR_TEXT_MAX = 64 << 10,
};

/**
 * ocr_load(why): Load tesseract and both models; once a process, before the jail closes.
 *
 * Fails:   FAULT_SYSTEM with why: it or a model is not installed; ocr_open then says UNPACK_UNSUPPORTED
 */
int ocr_load(struct why *why);

/**
 * ocr_open(r, arena, out, out_text): Read the pictures of a batch (batch.h); an opener's driver, see archive_unpack.
 *
 * Gives:   out->entries: a text (UNPACKED_TEXT) for each picture with words, its name the item's number from 1
 */
enum unpack_status ocr_open(const struct unpack_request *r, struct arena *arena, struct unpacked *out,
    struct bytes *out_text);

#endif
