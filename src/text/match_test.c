#include <glob.h>

#include "base/must.h"
#include "lib/check.h"
#include "text/lexicon.h"
#include "text/match.h"
#include "text/normalise.h"

static int
preload(void **state)
{
	return text_preload(NULL);
}

static void
fold(const char *text, struct buf *out)
{
	struct buf clean;
	buf_init(&clean, (size_t)1 << 20);
	buf_init(out, (size_t)1 << 20);
	text_normalise(bytes_of_cstr(text), &clean, NULL);
	(void)text_fold(buf_bytes(&clean), out);
	buf_done(&clean);
}

static const struct match_phrase phrases[] = {
	{ 7, BYTES_INIT("Gift Card") },
	{ 7, BYTES_INIT("\xE7\xA4\xBC\xE5\x93\x81\xE5\x8D\xA1") },
	{ 8, BYTES_INIT("card") },
	{ 9, BYTES_INIT("% off") },
};

static void
phrases_are_found_where_they_stand(void **state)
{
	struct matcher *m = NULL;
	assert_int_equal(match_new(phrases, 4, &m, NULL), 0);
	static const struct {
		const char *text;
		unsigned count, id, start, end;
	} cases[] = {
		{ "", 0, 0, 0, 0 },
		{ "GIFT CARD", 2, 7, 0, 9 },
		{ "g\xE2\x80\x8Bift c\xC2\xAD" "ard", 2, 7, 0, 9 },
		{ "card", 1, 8, 0, 4 },
		{ "cards", 0, 0, 0, 0 },
		{ "discard", 0, 0, 0, 0 },
		{ "a-card!", 1, 8, 2, 6 },
		{ "\xC3\xA9" "card", 0, 0, 0, 0 },                                  /* a letter stands before it */
		{ "\xE5\x8D\xA1" "card\xE5\x8D\xA1", 1, 8, 3, 7 },                  /* Chinese has no word borders */
		{ "\xE9\x80\x81\xE7\xA6\xAE\xE5\x93\x81 \xE5\x8D\xA1\xE5\x95\x8A", 1, 7, 3, 12 }, /* traditional, spaced */
		{ "50% off", 1, 9, 2, 7 },
		{ "50% offer", 0, 0, 0, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf folded;
		fold(cases[i].text, &folded);
		struct match_hit at[8];
		struct match_hits hits = { .at = at, .room = 8 };
		match_scan(m, buf_bytes(&folded), &hits);
		if (hits.count != cases[i].count)
			fail_msg("%s: got %zu hits, want %u", cases[i].text, hits.count, cases[i].count);
		bool found = hits.count == 0;
		for (size_t j = 0; j < hits.count; j++)
			found |= at[j].id == cases[i].id && at[j].start == cases[i].start && at[j].end == cases[i].end;
		assert_true(found);
		buf_done(&folded);
	}
	match_free(m);
}

static void
hits_stop_at_the_room_given(void **state)
{
	struct matcher *m = NULL;
	assert_int_equal(match_new(&phrases[2], 1, &m, NULL), 0);
	struct match_hit at[3];
	struct match_hits hits = { .at = at, .room = 3 };
	match_scan(m, BYTES("card card card"), &hits);
	assert_int_equal(hits.count, 3);
	assert_false(hits.full);
	match_scan(m, BYTES("card card card card"), &hits);
	assert_int_equal(hits.count, 3);
	assert_true(hits.full);
	match_free(m);
}

static void
phrases_that_cannot_be_matched_are_refused(void **state)
{
	struct matcher *m = NULL;
	struct why why;
	const struct match_phrase empty = { 1, BYTES_INIT(" \xE2\x80\x8B ") };
	assert_int_equal(match_new(&empty, 1, &m, &why), FAULT_CONFIG);
	assert_int_equal(match_new(&empty, 0, &m, &why), FAULT_CONFIG);
	char octets[MATCH_PHRASE_OCTETS_MAX + 1];
	memset(octets, 'a', sizeof octets);
	const struct match_phrase fits = { 1, { (const uint8_t *)octets, sizeof octets - 1 } };
	const struct match_phrase longer = { 1, { (const uint8_t *)octets, sizeof octets } };
	assert_int_equal(match_new(&longer, 1, &m, &why), FAULT_CONFIG);
	assert_int_equal(match_new(&fits, 1, &m, &why), 0);
	match_free(m);
	match_free(NULL);
}

static void
themes_are_recognised(void **state)
{
	static const struct {
		const char *text;
		enum theme want[3];
	} cases[] = {
		{ "Your mailbox is almost full. Click here to increase your quota.",
		    { THEME_MAILBOX_QUOTA, THEME_CLICK_LINK } },
		{ "\xE9\x82\xAE\xE7\xAE\xB1\xE5\x8D\xB3\xE5\xB0\x86\xE8\xBF\x87\xE6\x9C\x9F\xEF\xBC\x8C\xE7\x82\xB9\xE5\x87\xBB\xE6\xAD\xA4\xE5\xA4\x84",
		    { THEME_MAILBOX_EXPIRY, THEME_CLICK_LINK } },
		{ "\xE4\xBB\xA3*\xE9\x96\x8B*\xE7\x99\xBC*\xE7\xA5\xA8", { THEME_INVOICE_AGENCY } },
		{ "Are you available? I need a favor, buy some gift cards",
		    { THEME_TASK_REQUEST, THEME_GIFT_CARD } },
		{ "We changed our bank. New bank account below; keep this confidential.",
		    { THEME_PAYMENT_CHANGE, THEME_SECRECY } },
		{ "\xE6\x89\xAB\xE6\x8F\x8F\xE4\xBA\x8C\xE7\xBB\xB4\xE7\xA0\x81\xE7\x94\xB3\xE9\xA2\x86\xE8\xA1\xA5\xE8\xB4\xB4",
		    { THEME_SCAN_QR, THEME_SUBSIDY } },
	};
	struct lexicon *l = NULL;
	struct lexicon_hits hits;
	assert_int_equal(lexicon_new(&l, NULL), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf folded;
		fold(cases[i].text, &folded);
		lexicon_scan(l, buf_bytes(&folded), &hits);
		for (size_t j = 0; j < 3 && cases[i].want[j] != THEME_NONE; j++)
			if (hits.themes[cases[i].want[j]].distinct == 0)
				fail_msg("%s: no %s", cases[i].text, theme_name(cases[i].want[j]));
		buf_done(&folded);
	}
	struct buf folded;
	fold("Dear Anna, thanks for the photos of the garden. See you on Sunday at noon, Peter", &folded);
	lexicon_scan(l, buf_bytes(&folded), &hits);
	for (size_t t = 0; t < THEME_COUNT; t++)
		assert_int_equal(hits.themes[t].count, 0);
	buf_done(&folded);
	lexicon_free(l);
	lexicon_free(NULL);
}

/* What a letter in each language says, as people write it: capitals, no accents, words in between. */
static void
lures_are_recognised_in_many_languages(void **state)
{
	static const struct {
		const char *text;
		enum theme want[4];
	} cases[] = {
		{ "【重要】お客様のアカウントは停止されました。下記のリンクよりログインして本人確認をお願いいたします。",
		    { THEME_ACCOUNT_SUSPENDED, THEME_CLICK_LINK, THEME_LOGIN, THEME_VERIFY_ACCOUNT } },
		{ "ﾒｰﾙﾎﾞｯｸｽの容量が上限に達しました。24時間以内にお手続きがない場合、メールは削除されます。",
		    { THEME_MAILBOX_QUOTA, THEME_URGENT, THEME_DEADLINE_FORFEIT } },
		{ "ご不在のためお荷物を持ち帰りました。再配達はこちらをクリック。", { THEME_DELIVERY, THEME_CLICK_LINK } },
		{ "振込先口座の変更のご連絡です。今後のお支払いは新しい口座へお願いします。", { THEME_PAYMENT_CHANGE } },
		{ "あなたのアカウントをハッキングしました。動画を拡散されたくなければビットコインで送金してください。",
		    { THEME_EXTORTION, THEME_CRYPTO } },
		{ "SUA CONTA FOI BLOQUEADA. Clique no link abaixo para confirmar seus dados em até 24 horas.",
		    { THEME_ACCOUNT_SUSPENDED, THEME_CLICK_LINK, THEME_VERIFY_ACCOUNT, THEME_URGENT } },
		{ "Sua encomenda esta retida na alfandega: pague a taxa de importacao.", { THEME_DELIVERY, THEME_CUSTOMS } },
		{ "Su cuenta ha sido bloqueada por actividad inusual, haga clic aquí y verifique su identidad.",
		    { THEME_ACCOUNT_SUSPENDED, THEME_CLICK_LINK, THEME_VERIFY_ACCOUNT } },
		{ "Su buzón está lleno. LA CONTRASEÑA CADUCA hoy, inicie sesión.",
		    { THEME_MAILBOX_QUOTA, THEME_PASSWORD_EXPIRY, THEME_LOGIN } },
		{ "Ihr Konto wurde gesperrt. Bestätigen Sie Ihre Daten innerhalb von 24 Stunden und klicken Sie hier.",
		    { THEME_ACCOUNT_SUSPENDED, THEME_VERIFY_ACCOUNT, THEME_URGENT, THEME_CLICK_LINK } },
		{ "Ihr Passwort laeuft ab. Ungewoehnliche Anmeldung.", { THEME_PASSWORD_EXPIRY, THEME_ACCOUNT_SUSPENDED } },
		{ "Votre colis est en attente : réglez les frais de douane. VOTRE COMPTE A ETE SUSPENDU.",
		    { THEME_DELIVERY, THEME_CUSTOMS, THEME_ACCOUNT_SUSPENDED } },
		{ "Veuillez noter nos nouvelles coordonnées bancaires. Cliquez ici pour vous désabonner.",
		    { THEME_PAYMENT_CHANGE, THEME_CLICK_LINK, THEME_UNSUBSCRIBE } },
		{ "Il tuo pacco è in giacenza. La tua casella di posta è piena: clicca qui, entro 24 ore.",
		    { THEME_DELIVERY, THEME_MAILBOX_QUOTA, THEME_CLICK_LINK, THEME_URGENT } },
		{ "Uw pakket kon niet worden bezorgd; klik op onderstaande link. Uw mailbox is vol.",
		    { THEME_DELIVERY, THEME_CLICK_LINK, THEME_MAILBOX_QUOTA } },
		{ "Twoja paczka została wstrzymana. Kliknij tutaj. KONTO ZOSTALO ZABLOKOWANE.",
		    { THEME_DELIVERY, THEME_CLICK_LINK, THEME_ACCOUNT_SUSPENDED } },
		{ "Ваша учетная запись заблокирована. ПЕРЕЙДИТЕ ПО ССЫЛКЕ и подтвердите личность.",
		    { THEME_ACCOUNT_SUSPENDED, THEME_CLICK_LINK, THEME_VERIFY_ACCOUNT } },
		{ "메일함 용량이 초과되었습니다. 아래 링크를 클릭하여 본인 인증을 완료하세요.",
		    { THEME_MAILBOX_QUOTA, THEME_CLICK_LINK, THEME_VERIFY_ACCOUNT } },
		{ "HESABINIZ ASKIYA ALINDI. Kimliğinizi doğrulayın: BURAYA TIKLAYIN.",
		    { THEME_ACCOUNT_SUSPENDED, THEME_VERIFY_ACCOUNT, THEME_CLICK_LINK } },
		{ "我司收款主体变更，旧账户停用，本次货款请改付至以下账户。", { THEME_PAYMENT_CHANGE } },
		{ "The account you have on file is being closed, our ACH instructions changed.", { THEME_PAYMENT_CHANGE } },
		{ "Could you put my pay into another bank? Please split my deposit.", { THEME_PAYROLL_CHANGE } },
		{ "上面不让报，官方辟谣就是真的，看完务必转，转给家里老人！", { THEME_RUMOR } },
		{ "The papers won't print it. Tell everyone you know, before it's taken down.", { THEME_RUMOR } },
		{ "月底冲账缺进项的，专票都可以出，票点低。", { THEME_INVOICE_AGENCY } },
		{ "Hesabiniz askiya alindi, lutfen sifrenizi girin. İVEDİ", { THEME_ACCOUNT_SUSPENDED, THEME_LOGIN, THEME_URGENT } },
	};
	static const char *const innocent[] = {
		"先週はありがとうございました。来月の旅行の写真をお送りします。",
		"款已收到，账户不变，发票上周寄出。群里那条消息已经辟谣，别转了。",
		"Thanks for paying so promptly, our account is the same as ever. What they say in that chain letter is false, please do not pass it on.",
		"Obrigado pelas fotografias do jardim, até domingo ao meio-dia.",
		"Gracias por las fotos del jardín, nos vemos el domingo al mediodía.",
		"Danke für die Fotos vom Garten, wir sehen uns am Sonntag um zwölf.",
		"Merci pour les photos du jardin, à dimanche midi.",
		"Grazie per le foto del giardino, ci vediamo domenica a mezzogiorno.",
		"Bedankt voor de foto's van de tuin, tot zondag.",
		"Dziękuję za zdjęcia ogrodu, do zobaczenia w niedzielę.",
		"Спасибо за фотографии сада, до воскресенья.",
		"정원 사진 고맙습니다. 일요일에 만나요.",
		"Bahçe fotoğrafları için teşekkürler, pazar günü görüşürüz.",
	};
	struct lexicon *l = NULL;
	struct lexicon_hits hits;
	struct buf folded;
	assert_int_equal(lexicon_new(&l, NULL), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fold(cases[i].text, &folded);
		lexicon_scan(l, buf_bytes(&folded), &hits);
		for (size_t j = 0; j < 4 && cases[i].want[j] != THEME_NONE; j++)
			if (hits.themes[cases[i].want[j]].distinct == 0)
				fail_msg("%s: no %s", cases[i].text, theme_name(cases[i].want[j]));
		buf_done(&folded);
	}
	for (size_t i = 0; i < sizeof innocent / sizeof *innocent; i++) {
		fold(innocent[i], &folded);
		lexicon_scan(l, buf_bytes(&folded), &hits);
		for (size_t t = 0; t < THEME_COUNT; t++)
			if (hits.themes[t].count != 0)
				fail_msg("%s: %s", innocent[i], theme_name((enum theme)t));
		buf_done(&folded);
	}
	lexicon_free(l);
}

/* One phrase in two spellings is one phrase in a text. */
static void
a_phrase_counts_once_however_it_is_spelled(void **state)
{
	struct lexicon *l = NULL;
	struct lexicon_hits hits;
	static const char *const texts[] = { "cuenta será bloqueada", "cuenta sera bloqueada", "hesabınız kilitlendi", "HESABINIZ KİLİTLENDİ" };
	assert_int_equal(lexicon_new(&l, NULL), 0);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct buf folded;
		fold(texts[i], &folded);
		lexicon_scan(l, buf_bytes(&folded), &hits);
		assert_int_equal(hits.themes[THEME_ACCOUNT_SUSPENDED].distinct, 1);
		buf_done(&folded);
	}
	lexicon_free(l);
}

/* Each phrase of the table must find itself, or it is dead weight. */
static void
every_phrase_finds_its_theme(void **state)
{
	struct lexicon *l = NULL;
	struct lexicon_hits hits;
	size_t per_theme[THEME_COUNT] = { 0 };
	assert_int_equal(lexicon_new(&l, NULL), 0);
	for (size_t i = 0; i < lexicon_phrases_count; i++) {
		struct buf folded;
		fold(lexicon_text(i), &folded);
		lexicon_scan(l, buf_bytes(&folded), &hits);
		if (hits.themes[lexicon_phrases[i].theme].count == 0)
			fail_msg("%s does not find itself", lexicon_text(i));
		per_theme[lexicon_phrases[i].theme]++;
		buf_done(&folded);
	}
	for (size_t t = 1; t < THEME_COUNT; t++)
		if (per_theme[t] < 15)
			fail_msg("%s has only %zu phrases", theme_name((enum theme)t), per_theme[t]);
	lexicon_free(l);
}

/* Three phrases in a row are three close ones, whatever is written before and behind; parted by pages they are single ones. */
static void
phrases_that_stand_together_are_counted_so(void **state)
{
	struct lexicon *l = NULL;
	struct lexicon_hits hits;
	static const char *const told[] = { "urgent", "十万火急", "刻不容缓" };
	assert_int_equal(lexicon_new(&l, NULL), 0);
	for (int apart = 0; apart < 2; apart++)
		for (size_t before = 0; before < 3 * LEXICON_CLOSE; before += 997) {
			struct buf text;
			buf_init(&text, (size_t)1 << 20);
			while (text.len < before)
				buf_add_cstr(&text, "word ");
			for (size_t i = 0; i < 3; i++) {
				buf_addf(&text, "%s ", told[i]);
				for (size_t end = text.len + LEXICON_CLOSE; apart && text.len < end;)
					buf_add_cstr(&text, "word ");
			}
			buf_add_cstr(&text, told[0]);
			lexicon_scan(l, buf_bytes(&text), &hits);
			assert_int_equal(hits.themes[THEME_URGENT].distinct, 3);
			assert_int_equal(hits.themes[THEME_URGENT].close, apart ? 1 : 3);
			buf_done(&text);
		}
	lexicon_free(l);
}

static void
a_flood_of_phrases_is_cut(void **state)
{
	struct lexicon *l = NULL;
	struct lexicon_hits hits;
	assert_int_equal(lexicon_new(&l, NULL), 0);
	struct buf flood;
	buf_init(&flood, (size_t)1 << 20);
	for (size_t i = 0; i < 4096; i++)
		buf_add_cstr(&flood, "urgent ");
	lexicon_scan(l, buf_bytes(&flood), &hits);
	assert_false(hits.full);
	assert_int_equal(hits.themes[THEME_URGENT].count, 4096);
	assert_int_equal(hits.themes[THEME_URGENT].distinct, 1);
	buf_add_cstr(&flood, "urgent ");
	lexicon_scan(l, buf_bytes(&flood), &hits);
	assert_true(hits.full);
	buf_done(&flood);
	lexicon_free(l);
}

/* Both matchers' hits in TEXT, which are the same. */
static size_t
hits_of_both(struct matcher *made, struct matcher *compiled, struct bytes text)
{
	static struct match_hit at[2][1 << 17];
	struct match_hits hits[2] = { { .at = at[0], .room = 1 << 17 }, { .at = at[1], .room = 1 << 17 } };
	match_scan(made, text, &hits[0]);
	match_scan(compiled, text, &hits[1]);
	assert_int_equal(hits[0].count, hits[1].count);
	assert_memory_equal(at[0], at[1], hits[0].count * sizeof **at);
	assert_false(hits[0].full);
	return hits[0].count;
}

static size_t
hits_in_files(struct matcher *made, struct matcher *compiled, const char *pattern)
{
	glob_t files;
	size_t hits = 0;
	assert_int_equal(glob(pattern, 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		static char text[1 << 20];
		struct buf folded;
		FILE *f = fopen(files.gl_pathv[i], "rb");
		assert_non_null(f);
		text[fread(text, 1, sizeof text - 1, f)] = 0;
		(void)fclose(f);
		fold(text, &folded);
		hits += hits_of_both(made, compiled, buf_bytes(&folded));
		buf_done(&folded);
	}
	globfree(&files);
	return hits;
}

static void
what_the_build_compiled_matches_as_what_is_compiled_here(void **state)
{
	struct matcher *made = NULL, *compiled = NULL;
	if (lexicon_made.database.len == 0)
		skip();
	struct match_phrase *all = xcalloc(lexicon_phrases_count, sizeof *all);
	struct buf text[2], folded;
	buf_init(&text[0], (size_t)1 << 20);
	buf_init(&text[1], (size_t)1 << 20);
	for (size_t i = 0; i < lexicon_phrases_count; i++)
		all[i] = (struct match_phrase){ lexicon_phrases[i].theme, bytes_of_cstr(lexicon_text(i)) };
	assert_int_equal(match_of(&lexicon_made, &made, NULL), 0);
	assert_int_equal(match_new(all, lexicon_phrases_count, &compiled, NULL), 0);
	for (size_t i = 0; i < lexicon_phrases_count; i++) {
		fold(lexicon_text(i), &folded);
		assert_true(hits_of_both(made, compiled, buf_bytes(&folded)) != 0);
		for (size_t j = 0; j < 2; j++)
			buf_add(&text[j], buf_bytes(&folded));
		buf_add_octet(&text[0], '\n');
		buf_done(&folded);
	}
	assert_true(hits_of_both(made, compiled, buf_bytes(&text[0])) >= lexicon_phrases_count);
	assert_true(hits_of_both(made, compiled, buf_bytes(&text[1])) != 0);
	assert_true(hits_in_files(made, compiled, "samples/*.eml") > 20);
	assert_true(hits_in_files(made, compiled, "tests/mail/*/*.eml") > 200);
	buf_done(&text[0]);
	buf_done(&text[1]);
	free(all);
	match_free(made);
	match_free(compiled);
}

/* Where the header of the serialised form has what (5.4): the library's magic, its version, the length, the platform,
 * the CRC. */
static void
what_another_library_compiled_is_compiled_anew(void **state)
{
	struct matcher *m = NULL;
	struct lexicon *l = NULL;
	struct lexicon_hits want, hits;
	struct buf folded;
	const size_t len = lexicon_made.database.len;
	if (len == 0)
		skip();
	const size_t places[] = { 0, 4, 5, 6, 7, 8, 20, 23, 64, 4096, len / 2, len - 4096 };
	uint8_t *octets = xmalloc(len);
	struct match_made made = lexicon_made;
	made.database = bytes_of(octets, len);
	fold("Your mailbox is almost full. \xE9\x82\xAE\xE7\xAE\xB1\xE5\x8D\xB3\xE5\xB0\x86\xE8\xBF\x87\xE6\x9C\x9F", &folded);
	assert_int_equal(lexicon_new(&l, NULL), 0);
	assert_true(lexicon_is_made(l));
	lexicon_scan(l, buf_bytes(&folded), &want);
	assert_true(want.themes[THEME_MAILBOX_QUOTA].count != 0 && want.themes[THEME_MAILBOX_EXPIRY].count != 0);
	lexicon_free(l);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		memcpy(octets, lexicon_made.database.at, len);
		octets[places[i]] ^= 1;
		if (match_of(&made, &m, NULL) != FAULT_SYSTEM)
			fail_msg("octet %zu was changed, and it was taken", places[i]);
	}
	/* a processor with everything that no processor has */
	memcpy(octets, lexicon_made.database.at, len);
	memset(octets + 12, 0xFF, 8);
	assert_int_equal(match_of(&made, &m, NULL), FAULT_SYSTEM);
	/* another version, a damaged one, a part, nothing */
	static const struct { size_t len, place; } kinds[] = { { SIZE_MAX, 5 }, { SIZE_MAX, 100000 }, { 100000, 0 }, { 0, 0 } };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		memcpy(octets, lexicon_made.database.at, len);
		octets[kinds[i].place] ^= kinds[i].place != 0;
		made.database = bytes_to(bytes_of(octets, len), kinds[i].len);
		assert_int_equal(lexicon_new_of(&made, &l, NULL), 0);
		assert_false(lexicon_is_made(l));
		lexicon_scan(l, buf_bytes(&folded), &hits);
		assert_memory_equal(&hits, &want, sizeof want);
		lexicon_free(l);
	}
	buf_done(&folded);
	free(octets);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(phrases_are_found_where_they_stand),
		cmocka_unit_test(hits_stop_at_the_room_given),
		cmocka_unit_test(phrases_that_cannot_be_matched_are_refused),
		cmocka_unit_test(themes_are_recognised),
		cmocka_unit_test(lures_are_recognised_in_many_languages),
		cmocka_unit_test(a_phrase_counts_once_however_it_is_spelled),
		cmocka_unit_test(every_phrase_finds_its_theme),
		cmocka_unit_test(phrases_that_stand_together_are_counted_so),
		cmocka_unit_test(a_flood_of_phrases_is_cut),
		cmocka_unit_test(what_the_build_compiled_matches_as_what_is_compiled_here),
		cmocka_unit_test(what_another_library_compiled_is_compiled_anew),
	};
	return cmocka_run_group_tests(all, preload, NULL);
}
