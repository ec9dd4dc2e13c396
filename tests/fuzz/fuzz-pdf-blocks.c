/* The geometry of PDF: any table of words must give blocks whose numbers hold. Seeds are texts in the
 * form of tests/unit/pdf-page.h. */
#include "fuzz.h"
#include "../unit/pdf-page.h"

static void
check_block(const DiBlock *block)
{
	g_assert_true(g_utf8_validate(block->text, -1, NULL));
	g_assert_cmpint(block->bold_bytes, >=, 0);
	g_assert_cmpint(block->bold_bytes, <=, (int)strlen(block->text));
	g_assert_cmpint(block->level, >=, 0);
	g_assert_true(block->kind != DI_BLOCK_CELL || (block->table > 0 && block->row >= 0 && block->column >= 0));
	g_assert_true(block->kind != DI_BLOCK_LIST_ITEM || block->marker);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autofree char *text = g_utf8_make_valid((const char *)bytes, (gssize)MIN(size, 20000));
	g_autoptr(DiDocument) document = read_pages(text);

	for (guint i = 0; i < document->blocks->len; i++)
		check_block(document->blocks->pdata[i]);
	return 0;
}
